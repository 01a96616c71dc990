using Keywright.Database;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.Roles;

/// <summary>Somebody must be left who can administer. The command line and the host's own code may do without.</summary>
internal static class LastAdministrator
{
    /// <summary>Why access can't be taken from <paramref name="id"/>, or null. The caller holds <see cref="AdministrationLock"/>.</summary>
    public static async ValueTask<ProblemResult?> Refuse(Tx tx, UserId id, IEnumerable<Role> roles) =>
        roles.Any(role => role.Id == Role.Administrator) && !await RoleStore.HasOtherAdministrator(tx, id)
            ? Problems.Of(ProblemCode.LastAdministrator, "This is the last administrator: make another one first.")
            : null;
}
