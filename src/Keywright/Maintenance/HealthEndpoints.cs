using System.Text.Json.Serialization;
using Keywright.Database;
using Keywright.Http;

namespace Keywright.Maintenance;

/// <summary>What a probe reads.</summary>
internal sealed record HealthView(
    string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Database = null);

/// <summary>GET /health/live: the process answers. GET /health/ready: it can do its work, for which it asks the database.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var edge = endpoints.ServiceProvider.GetRequiredService<HttpEdge>();
        var database = endpoints.ServiceProvider.GetRequiredService<KeywrightDatabase>();
        _ = endpoints.MapMethods("/health/live", Methods, http => edge.Guard(http, Live)).AllowAnonymous();
        _ = endpoints.MapMethods("/health/ready", Methods, http => edge.Guard(http, () => Ready(database, http.RequestAborted)))
            .AllowAnonymous();
    }

    private static Task<IResult> Live() => Task.FromResult(Answers.Ok(new HealthView("live")));

    private static async Task<IResult> Ready(KeywrightDatabase database, CancellationToken ct)
    {
        _ = await database.ReadOne(tx => tx.FindValue($"SELECT count(*) AS n FROM kw.master_keys", row => row.Long("n")), ct);
        return Answers.Ok(new HealthView("ready", database.Dialect.Choose("sqlite", "postgresql")));
    }
}
