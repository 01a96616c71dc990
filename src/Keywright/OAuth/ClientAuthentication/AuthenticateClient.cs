using System.Security.Cryptography;
using System.Text;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security.PasswordHash;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.ClientAuthentication;

/// <summary>
/// Finds out which client calls, and makes it prove it (RFC 6749 §2.3): by the one method that it was registered with, and no two at once.
/// </summary>
internal sealed class AuthenticateClient(
    ClientDirectory clients, PasswordHasher hasher, ClientAssertion assertions, ClientAssertion.KeysOf keys, RateLimiter limiter,
    KeywrightDatabase database, OAuthOptions options, TimeProvider clock)
{
    public const string Realm = "Basic realm=\"keywright\", charset=\"UTF-8\"";

    /// <summary>The client, or why it is refused.</summary>
    public async ValueTask<(OAuthClient? Client, OAuthError? Refusal)> Run(Call call, Parameters form)
    {
        var (presented, malformed) = Read(call.Http, form);
        if (presented is null)
        {
            return (null, malformed);
        }

        if (await clients.Find(presented.ClientId, call.Address, call.Ct) is not { } client)
        {
            return (null, Unknown());
        }

        if (await Refuse(call, client, presented, form) is not { } wrong)
        {
            return (client, null);
        }

        // Another node may have made a new secret just now. That it is looked up, like a client that nobody knows, leaves those who try
        // names no time to measure.
        return await clients.FindNow(client.ClientId, call.Ct) is { } now && now.UpdatedAt != client.UpdatedAt
            && await Refuse(call, now, presented, form) is null
            ? (now, null)
            : (null, wrong);
    }

    private async ValueTask<OAuthError?> Refuse(Call call, OAuthClient client, Presented presented, Parameters form) =>
        client.AuthMethod != presented.Method || (client.MustFitFapi2(options) && !client.FitsFapi2) ? Unknown()
        : presented.Method == ClientAssertion.Method
            ? await assertions.Refuse(form["client_assertion_type"], presented.Secret, client, keys, call.Ct)
        : await Proves(call, client, presented) ? null : Unknown();

    // One answer for unknown, disabled and wrong: who guesses learns nothing.
    private static OAuthError Unknown() =>
        OAuthError.InvalidClient("The client is unknown, or does not authenticate as it was registered to (RFC 6749 §5.2).");

    /// <summary>The challenge of a 401: RFC 6749 §5.2 demands one where the client used the Authorization header.</summary>
    public static string? ChallengeFor(HttpContext http, OAuthError error) =>
        error.Status == StatusCodes.Status401Unauthorized && http.Request.Headers.Authorization.Count > 0 ? Realm : null;

    private sealed record Presented(string Method, string ClientId, string? Secret);

    private static (Presented? Presented, OAuthError? Refusal) Read(HttpContext http, Parameters form)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var (id, secret) = (form["client_id"], form["client_secret"]);
        if (form["client_assertion"] is { } assertion)
        {
            // RFC 7521 §4.2: client_id may be left out; where it is there it must be the same.
            return header.Length > 0 || secret is not null || (id is not null && id != ClientAssertion.ClientIdOf(assertion))
                ? (null, OAuthError.InvalidRequest("The client authenticates in two ways at once (RFC 6749 §2.3)."))
                : ClientAssertion.ClientIdOf(assertion) is { } issuer ? (new(ClientAssertion.Method, issuer, assertion), null)
                : (null, OAuthError.InvalidClient("client_assertion is malformed (RFC 7523 §2.2)."));
        }

        if (header.Length == 0)
        {
            return secret is not null && id is not null ? (new("client_secret_post", id, secret), null)
                : id is not null ? (new("none", id, null), null)
                : (null, OAuthError.InvalidClient("The client does not say who it is (RFC 6749 §3.2.1)."));
        }

        if (Basic(header) is not { } basic)
        {
            return (null, OAuthError.InvalidClient("The Authorization header is not HTTP Basic (RFC 6749 §2.3.1)."));
        }

        // RFC 6749 §2.3: one method of authentication a request.
        return secret is not null || (id is not null && id != basic.ClientId)
            ? (null, OAuthError.InvalidRequest("The client authenticates in two ways at once (RFC 6749 §2.3)."))
            : (basic, null);
    }

    /// <summary>RFC 6749 §2.3.1: name and secret are form-encoded before they are joined.</summary>
    private static Presented? Basic(string header)
    {
        const string Scheme = "Basic ";
        var buffer = new byte[header.Length];
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(header[Scheme.Length..].Trim(), buffer, out var length))
        {
            return null;
        }

        var text = Encoding.Latin1.GetString(buffer, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Parameters.Parse($"id={text[..colon]}&secret={text[(colon + 1)..]}") is { } pair
            && pair["id"] is { } id && pair["secret"] is { } secret && pair.All.Count == 2
            ? new Presented("client_secret_basic", id, secret)
            : null;
    }

    private async ValueTask<bool> Proves(Call call, OAuthClient client, Presented presented)
    {
        if (client.IsPublic)
        {
            return true;
        }

        if (presented.Secret is not { } secret)
        {
            return false;
        }

        if (client.ImportedSecretHash is { } imported)
        {
            return await Is(call, client, secret, imported);
        }

        // 256 random bits: their SHA-256 is as good as they are, and compared in constant time.
        var hash = SecretToken.HashOf(secret);
        var now = clock.GetUtcNow();
        return ((CryptographicOperations.FixedTimeEquals(hash, client.SecretHash) && !(client.SecretExpiresAt <= now))
                | (CryptographicOperations.FixedTimeEquals(hash, client.PreviousSecretHash) && client.PreviousSecretExpiresAt > now))
            || (client.PreviousImportedSecretHash is { } before && client.PreviousSecretExpiresAt > now
                && await Is(call, client, secret, before));
    }

    /// <summary>
    /// RFC 6749 §2.3.1: what may be a password is guarded against those who try many, and so is the time that each costs. Who is right has
    /// used up no try.
    /// </summary>
    private async ValueTask<bool> Is(Call call, OAuthClient client, string secret, string imported)
    {
        var key = $"{client.Id}\n{ClientAddress.LimitKey(call.Address)}";
        if (!(await limiter.Take(RateLimit.ClientSecret, key, 1, call.Ct)).Allowed
            || await hasher.Verify(secret, imported, call.Ct) is PasswordVerdict.Wrong)
        {
            return false;
        }

        return await database.Write(async tx =>
        {
            await limiter.Refund(tx, RateLimit.ClientSecret, key);
            return true;
        }, call.Ct);
    }
}
