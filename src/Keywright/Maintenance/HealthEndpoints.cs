using System.Net;
using System.Text.Json.Serialization;
using Keywright.Database;
using Keywright.Http;

namespace Keywright.Maintenance;

/// <summary>What a probe reads.</summary>
internal sealed record HealthView(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Database = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Settings = null);

/// <summary>
/// GET /health/live: the process answers. GET /health/ready: it can do its work, for which it asks the database; with <c>?verbose</c>, and
/// only for this machine itself, with the settings that decide whether a commit lasts.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    private static readonly string[] ProxyFields =
        ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var edge = endpoints.ServiceProvider.GetRequiredService<HttpEdge>();
        var addresses = endpoints.ServiceProvider.GetRequiredService<ClientAddress>();
        var database = endpoints.ServiceProvider.GetRequiredService<KeywrightDatabase>();
        _ = endpoints.MapMethods("/health/live", Methods, http => edge.Guard(http, Live)).AllowAnonymous();
        _ = endpoints.MapMethods("/health/ready", Methods, http => edge.Guard(http, () => Ready(http, database, addresses)))
            .AllowAnonymous();
    }

    private static Task<IResult> Live() => Task.FromResult(Answers.Ok(new HealthView("live")));

    private static async Task<IResult> Ready(HttpContext http, KeywrightDatabase database, ClientAddress addresses)
    {
        var ct = http.RequestAborted;
        _ = await database.ReadOne(tx => tx.Count($"SELECT count(*) AS n FROM kw.master_keys"), ct);
        var settings = http.Request.Query.ContainsKey("verbose") && IsLocal(http, addresses) ? await LiveSettings.Read(database, ct) : null;
        return Answers.Ok(new HealthView("ready", database.Dialect.Choose("sqlite", "postgresql"), settings));
    }

    /// <summary>
    /// Versions and standbys help whoever looks for a way in. A proxy on this machine that says for whom it asks is not this machine; one
    /// that doesn't can't be told apart, which docs/guides/operations.md warns of.
    /// </summary>
    private static bool IsLocal(HttpContext http, ClientAddress addresses) =>
        http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && addresses.Of(http) is { } client && IPAddress.IsLoopback(client)
        && !ProxyFields.Any(http.Request.Headers.ContainsKey);
}
