using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.OAuth.Introspection;

/// <summary>An access token that we signed (RFC 9068), as it speaks of itself.</summary>
internal sealed record SignedAccessToken(Guid TokenId, string ClientId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public Guid? GrantId { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Audience { get; init; } = [];

    public string? Actor { get; init; }

    /// <summary>RFC 8693 §4.4: who may act for the subject, as JSON.</summary>
    public string? MayAct { get; init; }

    public string? KeyThumbprint { get; init; }

    /// <summary>
    /// Null unless it is an access token (its <c>typ</c> says so: an ID token is none), signed by one of the keys, from this issuer, and
    /// not expired.
    /// </summary>
    public static SignedAccessToken? Read(string text, KeySet keys, string issuer, DateTimeOffset now)
    {
        if (SignedToken.Parse(text) is not { Type: "at+jwt" } token || token.Verify(keys) is not { } claims
            || claims.Text("iss") != issuer || claims.Instant("exp") is not { } exp || exp <= now || claims.Instant("iat") is not { } iat
            || !Guid.TryParseExact(claims.Text("jti"), "D", out var id) || claims.Text("client_id") is not { } client)
        {
            return null;
        }

        return new SignedAccessToken(id, client, iat, exp)
        {
            GrantId = Guid.TryParseExact(claims.Text("gid"), "D", out var grant) ? grant : null,
            Scopes = OAuth.Scopes.Parse(claims.Text("scope") is { Length: > 0 } scope ? scope : null) ?? [],
            Audience = AudienceOf(claims),
            Actor = claims.TryGetProperty("act", out var actor) ? actor.GetRawText() : null,
            MayAct = claims.TryGetProperty("may_act", out var mayAct) ? mayAct.GetRawText() : null,
            KeyThumbprint = claims.TryGetProperty("cnf", out var cnf) && cnf.ValueKind == JsonValueKind.Object ? cnf.Text("jkt") : null,
        };
    }

    private static IReadOnlyList<string> AudienceOf(JsonElement claims) =>
        claims.Text("aud") is { } one ? [one]
        : claims.TryGetProperty("aud", out var many) && many.ValueKind == JsonValueKind.Array
            ? [.. many.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)]
        : [];
}
