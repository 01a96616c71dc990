using System.Text.Json;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.Security.Jose;

namespace Keywright.OAuth.RequestObjects;

/// <summary>
/// The parameter <c>request</c>: an authorization request that the client signed (RFC 9101, OpenID Connect Core §6). Unsigned ones are
/// refused, as is what it does not sign.
/// </summary>
internal sealed class RequestObject(OAuthSettings settings, TimeProvider time)
{
    // FAPI 2.0 Message Signing §5.3.1: sixty minutes, for everybody. Users may take their time before they follow a link.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    // RFC 9101 §4: of the token, not of the request.
    private static readonly HashSet<string> OfTheToken = new(StringComparer.Ordinal) { "iss", "sub", "aud", "exp", "nbf", "iat", "jti" };

    private readonly string[] _names = [settings.Issuer];

    public async ValueTask<RequestObjectVerdict> Verify(
        string request, OAuthClient client, ClientAssertion.KeysOf keysOf, CancellationToken ct)
    {
        if (SignedToken.Parse(request) is not { } token || token.Type is not (null or "jwt" or "oauth-authz-req+jwt"))
        {
            return Refuse("it is malformed, unsigned, encrypted, or of an algorithm that is not accepted");
        }

        if (token.UnverifiedIssuer != client.ClientId)
        {
            return Refuse("iss is not the client");
        }

        if (await keysOf(client, token, ct) is not { } keys || token.Verify(keys) is not { } claims)
        {
            return Refuse("none of the client's keys signed it");
        }

        return RefuseClaims(client, claims) is { } wrong ? Refuse($"{wrong} is wrong")
            : Parameters(claims) is { } parameters ? new RequestObjectVerdict.Verified(parameters)
            : Refuse("a parameter in it has no text");
    }

    private string? RefuseClaims(OAuthClient client, JsonElement claims) =>
        claims.Text("client_id") != client.ClientId ? "client_id"
        : !TokenBounds.IsForUsOnly(claims, _names) ? "aud"
        // RFC 9101 §10.8: what has the client for its subject could be shown as its assertion.
        : claims.Text("sub") == client.ClientId ? "sub"
        // RFC 9101 §4: no request within the request.
        : claims.Has("request") ? "request"
        : claims.Has("request_uri") ? "request_uri"
        : RefuseTime(client, claims, time.GetUtcNow());

    private static string? RefuseTime(OAuthClient client, JsonElement claims, DateTimeOffset now) =>
        client.IsFapi2 && !(claims.Instant("nbf") >= now - Longest) ? "nbf" : TokenBounds.RefuseTime(claims, now, Longest);

    /// <summary>Null when a value is of a kind that no parameter has.</summary>
    private static List<KeyValuePair<string, string>>? Parameters(JsonElement claims)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var member in claims.EnumerateObject().Where(member => !OfTheToken.Contains(member.Name)))
        {
            // RFC 8707 §2: resource may be there more than once; here it is a list then.
            var values = member.Value.ValueKind == JsonValueKind.Array && member.Name == "resource"
                ? member.Value.EnumerateArray().Select(Text).ToList()
                : [Text(member.Value)];
            if (values.Contains(null))
            {
                return null;
            }

            parameters.AddRange(values.Select(value => KeyValuePair.Create(member.Name, value!)));
        }

        return parameters;
    }

    // RFC 9101 §4: numbers and booleans without quotation marks; claims is an object (OpenID Connect Core §6.1).
    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => StrictJson.TextOf(value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Object or JsonValueKind.Array =>
            value.GetRawText(),
        _ => null,
    };

    /// <summary>OpenID Connect Core §3.1.2.6.</summary>
    private static RequestObjectVerdict.Refused Refuse(string why) =>
        new(new OAuthError("invalid_request_object", $"The request object is refused: {why}."));
}
