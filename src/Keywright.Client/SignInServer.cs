using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Keywright.Security.Jose;
using Microsoft.AspNetCore.WebUtilities;

namespace Keywright.Client;

/// <summary>The server, as a web application whose users sign in there talks to it.</summary>
internal sealed class SignInServer
{
    private const int HashPart = 16;

    private readonly KeywrightSignInOptions _options;
    private readonly TimeProvider _time;
    private readonly IssuerClient _issuer;
    private readonly IssuerKeys _keys;

    public SignInServer(KeywrightSignInOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time) = (options, time);
        _issuer = new IssuerClient(options.Issuer, options.Backchannel, log);
        _keys = new IssuerKeys(_issuer, time);
    }

    /// <summary>Where a browser is sent, or null when the server can't be reached.</summary>
    public async Task<string?> Address(string endpoint, IEnumerable<KeyValuePair<string, string?>> parameters, CancellationToken ct) =>
        await _issuer.Endpoint(endpoint, ct) is { } address ? QueryHelpers.AddQueryString(address.AbsoluteUri, parameters) : null;

    /// <summary>The request of RFC 6749 §4.1.1, with PKCE (RFC 7636 §4.3) and the audiences that tokens will be for.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Request(string redirectUri, string state, string nonce, string verifier)
    {
        yield return new("response_type", "code");
        yield return new("client_id", _options.ClientId);
        yield return new("redirect_uri", redirectUri);
        yield return new("scope", string.Join(' ', _options.Scopes.Prepend("openid").Distinct()));
        yield return new("state", state);
        yield return new("nonce", nonce);
        yield return new("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
        yield return new("code_challenge_method", "S256");
        if (_options.Resource is { } resource)
        {
            yield return new("resource", _options.Issuer);
            yield return new("resource", resource);
        }
    }

    /// <summary>What the server gives for a code, or null.</summary>
    public Task<IssuedTokens?> Redeem(string code, string verifier, string redirectUri, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> form =
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri), new("code_verifier", verifier),
        ];
        if (_options.Resource is not null)
        {
            // The token for claims is for the server alone; the API gets its own.
            form.Add(new("resource", _options.Issuer));
        }

        return Ask(form, ct);
    }

    /// <summary>An access token for the API, or where none is named for the server; null when nothing can be renewed any more.</summary>
    public Task<IssuedTokens?> Renew(string refreshToken, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)];
        if (_options.Resource is { } resource)
        {
            form.Add(new("resource", resource));
        }

        return Ask(form, ct);
    }

    /// <summary>
    /// The claims of an ID token, when it is the server's, for us, of the sign-in with this nonce, and came with this access token
    /// (OpenID Connect Core §3.1.3.7, §3.1.3.8); else which claim is wrong.
    /// </summary>
    public async Task<(JsonElement? Claims, string? Wrong)> Verify(IssuedTokens tokens, string nonce, CancellationToken ct)
    {
        if (SignedToken.Parse(tokens.Id) is not { Type: null or "jwt" } token)
        {
            return (null, "form");
        }

        if (await _keys.For(token, ct) is not { } keys || token.Verify(keys) is not { } claims)
        {
            return (null, "signature");
        }

        var expected = new ExpectedClaims(_options.Issuer, _options.ClientId, _time.GetUtcNow()) { Nonce = nonce };
        return expected.Refuse(claims) is { } wrong ? (null, wrong)
            : claims.Has("at_hash") && claims.Text("at_hash") != HashOf(tokens.Access) ? (null, "at_hash")
            : (claims, null);
    }

    /// <summary>What the server tells of the user, or null.</summary>
    public Task<JsonElement?> UserInfo(IssuedTokens tokens, CancellationToken ct) => _issuer.UserInfo(tokens.Access, ct);

    private static string HashOf(string token) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, HashPart));

    private async Task<IssuedTokens?> Ask(List<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        var basic = _options.ClientSecret is { } secret ? IssuerClient.Basic(_options.ClientId, secret) : null;
        if (basic is null)
        {
            form.Add(new("client_id", _options.ClientId));
        }

        var now = _time.GetUtcNow();
        return await _issuer.Post("token_endpoint", form, basic, ct) is { } answer ? IssuedTokens.Read(answer, now) : null;
    }
}
