using Keywright.Http;

namespace Keywright.Roles;

/// <summary>What the caller may do.</summary>
internal static class RoleEndpoints
{
    public static void MapPermissions(this KeywrightRoutes api) =>
        _ = api.Get<CheckPermissions>("/permissions").Query("check").Answer<Dictionary<string, bool>>(200);
}
