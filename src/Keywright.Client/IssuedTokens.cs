using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.Client;

/// <summary>What the token endpoint answered (RFC 6749 §5.1).</summary>
internal sealed record IssuedTokens(string Access, DateTimeOffset? ExpiresAt, string? Refresh, string? Id)
{
    /// <summary>Null when it holds no bearer token: how another kind is used we don't know.</summary>
    public static IssuedTokens? Read(JsonElement answer, DateTimeOffset now) =>
        answer.Text("access_token") is { } access && answer.Text("token_type")?.ToUpperInvariant() == "BEARER"
            ? new IssuedTokens(access, Expiry(answer, now), answer.Text("refresh_token"), answer.Text("id_token"))
            : null;

    private static DateTimeOffset? Expiry(JsonElement answer, DateTimeOffset now) =>
        answer.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            && seconds.TryGetInt32(out var count)
            ? now.AddSeconds(count)
            : null;
}
