using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>The role that a path names, by name or id.</summary>
internal static class FindRole
{
    public static async ValueTask<Role?> Of(Tx tx, Call call) => call.Route("role") switch
    {
        null => null,
        var id when Guid.TryParse(id, out var guid) => await RoleStore.Find(tx, new RoleId(guid)),
        var name => await RoleStore.Find(tx, name.Replace('\0', '\uFFFD')),
    };

    public static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "There is no such role.");
}
