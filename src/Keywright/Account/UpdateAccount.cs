using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security.Revocations;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>PATCH /user: a member that is absent stays, null clears, <c>user_metadata</c> is replaced whole.</summary>
internal sealed class UpdateAccount(KeywrightDatabase database, Revocations revocations, AuditLog audit) : IUseCase<UpdateAccount.Request>
{
    private static readonly string[] Everything = ["*"];
    private static readonly ProfileChange Nothing = new(null, null, null, null, null);

    // An element tells absent (undefined) from null.
    public sealed record Request(
        JsonElement Name, JsonElement FirstName, JsonElement LastName, JsonElement Username, JsonElement UserMetadata);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (WronglyTyped(request) is { } member)
        {
            return Problems.Of(ProblemCode.MalformedRequest, $"{member} has the wrong JSON type.");
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var change = new ProfileChange(
            ProfileMembers.Name(request.Name, "name", errors), ProfileMembers.Name(request.FirstName, "first_name", errors),
            ProfileMembers.Name(request.LastName, "last_name", errors), ProfileMembers.Username(request.Username, errors),
            UserMetadata.Read(request.UserMetadata, "user_metadata", errors))
        {
            ClearsUsername = request.Username.ValueKind == JsonValueKind.Null,
        };
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        return await database.Write(async tx =>
        {
            if (change == Nothing)
            {
                return await Show(tx, call, (await UserStore.Find(tx, call.Caller.UserId))!);
            }

            if (await UserStore.Change(tx, call.Caller.UserId, change) is not { } user)
            {
                return Problems.Of(ProblemCode.UsernameTaken, "Somebody has this username: choose another.");
            }

            // Names are claims: what nodes have cached of this user is out of date.
            await revocations.Add(tx, Subject.Of(user.Id));
            await audit.Add(tx, call.Origin(), new AuditEvent("user_updated", AuditCategory.Account, "Change the profile")
            {
                UserId = user.Id,
                ResourceType = "user",
                ResourceId = user.Id.ToString(),
            });
            return await Show(tx, call, user);
        }, call.Ct);
    }

    private static async ValueTask<IResult> Show(Tx tx, Call call, User user) =>
        Answers.Ok(UserView.Of(user, await RoleStore.Held(tx, user, call.Caller.ByPasskey), Everything));

    private static string? WronglyTyped(Request request) =>
        !ProfileMembers.IsText(request.Name) ? "name"
        : !ProfileMembers.IsText(request.FirstName) ? "first_name"
        : !ProfileMembers.IsText(request.LastName) ? "last_name"
        : !ProfileMembers.IsText(request.Username) ? "username"
        : !ProfileMembers.IsObject(request.UserMetadata) ? "user_metadata"
        : null;
}
