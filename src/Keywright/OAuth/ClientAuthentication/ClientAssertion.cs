using System.Text.Json;
using Keywright.Database;
using Keywright.OAuth.Clients;
using Keywright.Security.Jose;

namespace Keywright.OAuth.ClientAuthentication;

/// <summary>
/// <c>private_key_jwt</c>: a client proves who it is with a JWT under a key of its own (RFC 7523 §3, OpenID Connect Core §9). Each works
/// once, on one node of all.
/// </summary>
internal sealed class ClientAssertion(KeywrightDatabase database, OAuthSettings settings, OAuthOptions options)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public const string Method = "private_key_jwt";

    /// <summary>The keys of a client that may have signed a token; null when they can't be read.</summary>
    public delegate ValueTask<KeySet?> KeysOf(OAuthClient client, SignedToken token, CancellationToken ct);

    // Made for one request. Common libraries take one to five minutes.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const int LongestId = 255;

    // RFC 7523 §3 and RFC 9126 §2. Whoever makes one for another server must not have made it for us: nothing else is a name of ours.
    private readonly string[] _names = [settings.Issuer, settings.At("/oauth/token"), settings.At("/oauth/par")];

    /// <summary>Who an assertion says its client is, for requests without client_id (RFC 7521 §4.2). Nothing is proven by it.</summary>
    public static string? ClientIdOf(string? assertion) => SignedToken.Parse(assertion)?.UnverifiedIssuer;

    /// <summary>Why the assertion does not prove that the sender is <paramref name="client"/>, or null.</summary>
    public async ValueTask<OAuthError?> Refuse(string? type, string? assertion, OAuthClient client, KeysOf keysOf, CancellationToken ct)
    {
        if (type != Type)
        {
            return OAuthError.InvalidRequest($"client_assertion_type must be {Type} (RFC 7523 §2.2).");
        }

        // A typ that is another kind's is a token that somebody diverted (RFC 8725 §3.11).
        if (client.AuthMethod != Method || SignedToken.Parse(assertion) is not { } token
            || token.Type is not (null or "jwt" or "client-authentication+jwt") || token.UnverifiedIssuer != client.ClientId)
        {
            return Refuse("it is malformed, of an algorithm that is not accepted, or not the client's");
        }

        if (client.MustFitFapi2(options) && token.Algorithm == JoseAlgorithm.RS256)
        {
            // FAPI 2.0 Security Profile §5.4.1.
            return Refuse("RS256 is not accepted of it");
        }

        if (await keysOf(client, token, ct) is not { } keys || token.Verify(keys) is not { } claims)
        {
            return Refuse("none of the client's keys signed it");
        }

        return RefuseNames(client, claims) is { } wrong
            ? Refuse($"{wrong} is wrong")
            : await database.Write(tx => Use(tx, client, claims), ct);
    }

    private string? RefuseNames(OAuthClient client, JsonElement claims) =>
        claims.Text("sub") != client.ClientId ? "sub"
        // FAPI 2.0 Security Profile §5.3.2.1: the issuer, as a string.
        : client.MustFitFapi2(options) ? claims.Text("aud") == settings.Issuer ? RefuseId(claims) : "aud"
        : TokenBounds.IsForUsOnly(claims, _names) ? RefuseId(claims)
        : "aud";

    private static string? RefuseId(JsonElement claims) => claims.Text("jti") is { Length: > 0 and <= LongestId } ? null : "jti";

    private static async ValueTask<OAuthError?> Use(Tx tx, OAuthClient client, JsonElement claims)
    {
        if (TokenBounds.RefuseTime(claims, tx.Now, Longest) is { } wrong)
        {
            return Refuse($"{wrong} is wrong");
        }

        var until = claims.Instant("exp")!.Value + ExpectedClaims.Skew;
        return await OAuthUsedProofStore.Use(tx, OAuthUsedProofStore.ClientAssertion, client.ClientId, claims.Text("jti")!, until)
            ? null
            : Refuse("it was used before");
    }

    private static OAuthError Refuse(string why) => OAuthError.InvalidClient($"The client assertion is refused: {why} (RFC 7523 §3).");
}
