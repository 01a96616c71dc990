using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.ServiceAccounts;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>
/// What the caller may do as of this unit of work, not as of what was cached: a demotion that was a moment earlier counts.
/// </summary>
internal sealed class Authority
{
    private readonly Caller _caller;
    private readonly PermissionSet _current;

    private Authority(Caller caller, PermissionSet current) => (_caller, _current) = (caller, current);

    /// <summary>Waits for its turn among acts of administrators, then reads.</summary>
    public static async ValueTask<Authority> Of(Tx tx, Caller caller)
    {
        await AdministrationLock.Take(tx);
        return new Authority(caller, await Current(tx, caller));
    }

    public bool May(string permission) => _current.Covers(permission) && _caller.IsAble(permission);

    /// <summary>
    /// The first of <paramref name="others"/> that goes beyond what the caller has, or null. Of administration a token must be able to
    /// do it too; whoever administers everything may give and take all of the application's permissions.
    /// </summary>
    public string? FirstBeyond(IEnumerable<string> others) => others.FirstOrDefault(other => !Reaches(other));

    public ProblemResult? RefuseLack(string permission) =>
        May(permission) ? null : Problems.Of(ProblemCode.PermissionRequired, $"This needs the permission {permission}.");

    /// <summary>Nobody gives what they lack.</summary>
    public ProblemResult? RefuseToGive(IEnumerable<string> permissions) => FirstBeyond(permissions) is { } beyond
        ? Problems.Of(ProblemCode.PermissionRequired, $"You can't give a permission that you lack: {beyond}.")
        : null;

    /// <summary>Nobody acts on someone who holds more.</summary>
    public ProblemResult? RefuseToActOn(IEnumerable<string> permissions) => FirstBeyond(permissions) is { } beyond
        ? Problems.Of(ProblemCode.PermissionRequired, $"You can't act on one who holds a permission that you lack: {beyond}.")
        : null;

    private bool Reaches(string other) => Ability.IsAdministration(other)
        ? May(other)
        : _current.Covers(other) || _current.IsFullAdministration;

    private static async ValueTask<PermissionSet> Current(Tx tx, Caller caller)
    {
        if (caller.IsServiceAccount)
        {
            return await ServiceAccountStore.Find(tx, new ServiceAccountId(caller.UserId.Value)) is { IsActive: true } account
                ? new PermissionSet(account.Permissions)
                : PermissionSet.Empty;
        }

        return await UserStore.Find(tx, caller.UserId) is { Status: UserStatus.Active } user
            ? (await RoleStore.Held(tx, user, caller.ByPasskey)).Permissions
            : PermissionSet.Empty;
    }
}
