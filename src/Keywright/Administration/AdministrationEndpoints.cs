using Keywright.Audit;
using Keywright.Http;

namespace Keywright.Administration;

/// <summary>What administrators do over HTTP.</summary>
internal static class AdministrationEndpoints
{
    public static void MapAdministration(this KeywrightRoutes api) => api.Admin.MapAuditAdministration();
}
