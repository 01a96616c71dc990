using Keywright.Http;
using Keywright.Security;

namespace Keywright.Audit;

/// <summary>The log: one's own part of it, and all of it for those who may read it.</summary>
internal static class AuditEndpoints
{
    private static readonly string[] Listed = [.. AuditFilter.QueryNames, "limit", "cursor"];
    private static readonly string[] Exported = [.. Listed, "format"];

    public static void MapActivity(this KeywrightRoutes api) =>
        _ = api.Get<ListActivity>("/activity").FirstPartyOnly().Query(Listed).Answer<Listing<AuditEventView>>(200);

    public static void MapAuditAdministration(this KeywrightRoutes admin)
    {
        _ = admin.Get<ListAuditEvents>("/audit").Permission(KeywrightPermissions.AuditRead).Query(Exported)
            .Answer<Listing<AuditEventView>>(200);
        _ = admin.Get<ShowAuditStatistics>("/audit/stats").Permission(KeywrightPermissions.AuditRead).Query(AuditFilter.QueryNames)
            .Answer<AuditStatisticsView>(200);
        _ = admin.Get<ListAuditEvents>("/users/{id}/audit").Permission(KeywrightPermissions.AuditRead).Query(Exported)
            .Answer<Listing<AuditEventView>>(200);
    }
}
