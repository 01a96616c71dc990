using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Keywright.Http.Outgoing;
using Keywright.Security.Jose;

namespace Keywright.External;

/// <summary>What a token endpoint gave.</summary>
internal sealed record TokenAnswer(string AccessToken, string? IdToken, byte[] Body)
{
    /// <summary>The left half of the hash, as <c>at_hash</c> has it for algorithms that end in 256.</summary>
    public static string HalfHash(string token)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }
}

/// <summary>Redeems a code (RFC 6749 §4.1.3), with the verifier that only we have (RFC 7636 §4.5).</summary>
internal sealed class TokenEndpoint(OutgoingHttp http, ExternalSettings settings)
{
    public async Task<(TokenAnswer? Answer, ProvenIdentity? Refusal)> Redeem(
        ExternalProvider provider, ProviderMetadata metadata, ExternalAttempt attempt, string code, CancellationToken ct)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = settings.CallbackOf(provider),
            ["code_verifier"] = attempt.Verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.Token);
        request.Headers.Accept.ParseAdd("application/json");
        if (provider.ClientSecret is not { } secret)
        {
            form["client_id"] = provider.ClientId;
        }
        else if (metadata.SecretInBody)
        {
            (form["client_id"], form["client_secret"]) = (provider.ClientId, secret);
        }
        else
        {
            // RFC 6749 §2.3.1: both are form-encoded first.
            var pair = $"{WebUtility.UrlEncode(provider.ClientId)}:{WebUtility.UrlEncode(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }

        request.Content = new FormUrlEncodedContent(form);
        var answer = await http.Send(request, ct);
        if (answer is null || (int)answer.Status >= StatusCodes.Status500InternalServerError)
        {
            return (null, ProvenIdentity.Unavailable("token endpoint"));
        }

        // GitHub answers 200 with an error in it.
        return answer.IsSuccess && StrictJson.Object(answer.Body) is { } json && json.Text("access_token") is { Length: > 0 } access
            ? (new TokenAnswer(access, json.Text("id_token"), answer.Body), null)
            : (null, ProvenIdentity.Refused("token endpoint"));
    }
}
