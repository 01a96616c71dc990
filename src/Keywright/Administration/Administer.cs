using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>
/// The one way in which the HTTP API administers: in one unit of work the caller's right is read anew, held against what the other has,
/// and the deed, or its refusal, is audited.
/// </summary>
internal sealed class Administer(KeywrightDatabase database, AuditLog audit)
{
    /// <summary>Runs <paramref name="act"/>, which audits what it does; what it refuses for want of right is audited here.</summary>
    public async Task<IResult> Run(
        Call call, Deed deed, (string Type, string Id) resource, Func<Tx, Authority, ValueTask<IResult>> act) =>
        await database.Write(async tx =>
        {
            var authority = await Authority.Of(tx, call.Caller);
            var result = authority.RefuseLack(deed.Permission) ?? await act(tx, authority);
            await NoteRefusal(tx, call, result, deed.Event(null, resource.Type, resource.Id));
            return result;
        }, call.Ct);

    /// <summary>
    /// Runs <paramref name="act"/> on the user of the path: nobody acts on one who holds more, and the last administrator stays.
    /// </summary>
    public async Task<IResult> OnUser(Call call, Deed deed, Func<Tx, Authority, User, ValueTask<IResult>> act) =>
        !Guid.TryParse(call.Route("id"), out var id) ? NoSuchUser() : await database.Write(async tx =>
        {
            var authority = await Authority.Of(tx, call.Caller);
            return await OnUser(tx, call, deed, authority, new UserId(id), act);
        }, call.Ct);

    /// <summary>The same inside of a unit of work that found out who the user is.</summary>
    public async ValueTask<IResult> OnUser(
        Tx tx, Call call, Deed deed, Authority authority, UserId id, Func<Tx, Authority, User, ValueTask<IResult>> act)
    {
        if (authority.RefuseLack(deed.Permission) is { } lacks)
        {
            return lacks;
        }

        if (await UserStore.Find(tx, id) is not { Status: not UserStatus.Deleted } user)
        {
            return NoSuchUser();
        }

        var roles = await RoleStore.Of(tx, id);
        var result = authority.RefuseToActOn(Role.PermissionsOf(roles).Texts)
            ?? (deed.TakesAway ? await LastAdministrator.Refuse(tx, id, roles) : null)
            ?? await act(tx, authority, user);
        await NoteRefusal(tx, call, result, deed.Event(id, "user", id.ToString()));
        return result;
    }

    /// <summary>Changes the user of the path, audits it, and answers with the user; 404 where <paramref name="act"/> finds none.</summary>
    public Task<IResult> Change(
        Call call, Deed deed, Func<Tx, User, ValueTask<User?>> act, Func<Authority, User, ProblemResult?>? refuse = null) =>
        OnUser(call, deed, async (tx, authority, user) =>
        {
            if (refuse?.Invoke(authority, user) is { } refusal)
            {
                return refusal;
            }

            if (await act(tx, user) is not { } changed)
            {
                return NoSuchUser();
            }

            await audit.Add(tx, call.Origin(), deed.Event(user.Id, "user", user.Id.ToString()));
            return Answers.Ok(AdministeredUser.Of(changed, await RoleStore.Of(tx, user.Id)));
        });

    public static ProblemResult NoSuchUser() => Problems.Of(ProblemCode.NotFound, "There is no such user.");

    private async ValueTask NoteRefusal(Tx tx, Call call, IResult result, AuditEvent fact)
    {
        if (result is ProblemResult { Code.Status: StatusCodes.Status403Forbidden or StatusCodes.Status409Conflict } refusal)
        {
            await audit.Add(tx, call.Origin(), fact with { Failed = true, ResultCode = refusal.Code.Code });
        }
    }
}
