using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>When, and for whom, a token counts that a client made for us (RFC 7523 §3, RFC 9101 §4).</summary>
internal static class TokenBounds
{
    /// <summary>The first of <c>exp</c>, <c>nbf</c> and <c>iat</c> that is wrong, or null.</summary>
    /// <param name="claims">What the token says.</param>
    /// <param name="now">The present.</param>
    /// <param name="longest">Who makes tokens for longer than this keeps them in stock.</param>
    public static string? RefuseTime(JsonElement claims, DateTimeOffset now, TimeSpan longest) =>
        claims.Instant("exp") is not { } exp || exp <= now - ExpectedClaims.Skew || exp > now + longest + ExpectedClaims.Skew ? "exp"
        : !IsPast(claims, "nbf", now) ? "nbf"
        : !IsPast(claims, "iat", now) ? "iat"
        : null;

    /// <summary>Whether <c>aud</c> names us and nobody else: what others may show to us too, they could have got for themselves.</summary>
    /// <param name="claims">What the token says.</param>
    /// <param name="ours">Our names.</param>
    public static bool IsForUsOnly(JsonElement claims, IReadOnlyCollection<string> ours)
    {
        if (!claims.TryGetProperty("aud", out var audience) || audience.ValueKind != JsonValueKind.Array)
        {
            return claims.Text("aud") is { } one && ours.Contains(one, StringComparer.Ordinal);
        }

        return audience.GetArrayLength() > 0
            && audience.EnumerateArray().All(one => StrictJson.TextOf(one) is { } name && ours.Contains(name, StringComparer.Ordinal));
    }

    private static bool IsPast(JsonElement claims, string name, DateTimeOffset now) =>
        !claims.Has(name) || claims.Instant(name) <= now + ExpectedClaims.Skew;
}
