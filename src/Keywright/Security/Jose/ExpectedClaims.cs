using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>What the claims of a token must be for us to take it (RFC 7519 §4.1, OpenID Connect Core §3.1.3.7).</summary>
internal sealed record ExpectedClaims(string Issuer, string Audience, DateTimeOffset Now)
{
    /// <summary>Clocks differ by so much, not by more.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>What was issued longer ago was not issued for the sign-in that goes on.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(15);

    public string? Nonce { get; init; }

    /// <summary>The first claim that is not as expected, or null.</summary>
    // Reckoned from our instant, not from theirs: a minute after the last one that there is would be none.
    public string? Refuse(JsonElement claims) =>
        claims.Text("iss") != Issuer ? "iss"
        : !IsForUs(claims) ? "aud"
        : claims.Has("azp") && claims.Text("azp") != Audience ? "azp"
        : claims.Instant("exp") is not { } exp || exp <= Now - Skew ? "exp"
        : claims.Has("nbf") && !(claims.Instant("nbf") <= Now + Skew) ? "nbf"
        : claims.Instant("iat") is not { } iat || iat > Now + Skew || iat < Now - Oldest ? "iat"
        : Nonce is not null && claims.Text("nonce") != Nonce ? "nonce"
        : claims.Text("sub") is not { Length: > 0 and <= 255 } ? "sub"
        : null;

    private bool IsForUs(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience))
        {
            return false;
        }

        if (audience.ValueKind != JsonValueKind.Array)
        {
            return claims.Text("aud") == Audience;
        }

        // Core §3.1.3.7: where there are several, azp must say that it is ours.
        var all = audience.EnumerateArray().ToList();
        return all.TrueForAll(one => one.ValueKind == JsonValueKind.String) && all.Exists(one => StrictJson.TextOf(one) == Audience)
            && (all.Count == 1 || claims.Text("azp") == Audience);
    }
}
