using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.Client;

/// <summary>Whether an access token is the issuer's, for this API, and not expired: by its signature, or by asking the server.</summary>
internal sealed class TokenVerifier
{
    private const string AccessToken = "at+jwt";

    private readonly KeywrightBearerOptions _options;
    private readonly TimeProvider _time;
    private readonly IssuerKeys _keys;
    private readonly Introspection? _introspection;

    public TokenVerifier(KeywrightBearerOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time) = (options, time);
        var server = new IssuerClient(options.Issuer, options.Backchannel, log);
        _keys = new IssuerKeys(server, time);
        _introspection = options.ClientId is null ? null : new Introspection(server, options, time);
        Replays = new ProofMemory(time);
    }

    public ProofMemory Replays { get; }

    public async ValueTask<TokenVerdict> Verify(string text, CancellationToken ct)
    {
        if (SignedToken.Parse(text) is not { } token)
        {
            return _introspection is null || text.Contains('.', StringComparison.Ordinal)
                ? TokenVerdict.Refused.Token("The access token is malformed.")
                : await Ask(text, ct);
        }

        // RFC 9068 §4 and RFC 8725 §3.11: an ID token has the same issuer, and perhaps the same audience.
        return token.Type != AccessToken ? TokenVerdict.Refused.Token("The token is not an access token.")
            : _options.Introspect ? await Ask(text, ct)
            : await _keys.For(token, ct) is not { } keys ? TokenVerdict.Unknown.Now
            : token.Verify(keys) is not { } claims ? TokenVerdict.Refused.Token("The signature of the access token is not the issuer's.")
            : Judge(claims, claims.Text("iss"));
    }

    private async Task<TokenVerdict> Ask(string text, CancellationToken ct)
    {
        if (await _introspection!.Ask(text, ct) is not { } answer)
        {
            return TokenVerdict.Unknown.Now;
        }

        // A refresh token is active too. RFC 7662 §2.2: token_type is what RFC 6749 §5.1 calls so.
        return !Introspection.IsActive(answer) || answer.Text("token_type")?.ToUpperInvariant() is not ("BEARER" or "DPOP")
            ? TokenVerdict.Refused.Token("The access token is unknown, expired or revoked.")
            : Judge(answer, answer.Has("iss") ? answer.Text("iss") : _options.Issuer);
    }

    private TokenVerdict Judge(JsonElement claims, string? issuer)
    {
        var now = _time.GetUtcNow();
        return issuer != _options.Issuer ? TokenVerdict.Refused.Token("The access token is of another issuer.")
            : !IsForUs(claims) ? TokenVerdict.Refused.Token("The access token is for another API.")
            : claims.Instant("exp") is not { } expiry || expiry <= now ? TokenVerdict.Refused.Token("The access token has expired.")
            : claims.Has("nbf") && !(claims.Instant("nbf") <= now + ExpectedClaims.Skew)
                ? TokenVerdict.Refused.Token("The access token is not valid yet.")
            : new TokenVerdict.Valid(claims);
    }

    private bool IsForUs(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience) || audience.ValueKind != JsonValueKind.Array)
        {
            return claims.Text("aud") == _options.Audience;
        }

        return audience.EnumerateArray().Any(one => StrictJson.TextOf(one) == _options.Audience);
    }
}
