using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Keywright.Http;

namespace Keywright.External;

/// <summary>Sends somebody to a provider: an authorization request with state, nonce and PKCE (RFC 9700 §2.1.1).</summary>
internal sealed class ExternalRedirect(
    ProviderDirectory directory, ExternalAttempts attempts, ExternalCookies cookies, ExternalSettings settings)
{
    /// <summary>The address of the provider's page, with the attempt in the browser's cookie; null when the provider is down.</summary>
    public async Task<string?> Begin(Call call, ExternalProvider provider, ExternalAttempt attempt)
    {
        if (await directory.Find(provider, call.Ct) is not { } metadata)
        {
            return null;
        }

        cookies.SetAttempt(call.Http, attempts.Seal(attempt));
        var address = metadata.Authorization.AbsoluteUri;
        address = ReturnTo.With(address, "response_type", "code");
        address = ReturnTo.With(address, "client_id", provider.ClientId);
        address = ReturnTo.With(address, "redirect_uri", settings.CallbackOf(provider));
        address = ReturnTo.With(address, "scope", string.Join(' ', provider.Scopes));
        address = ReturnTo.With(address, "state", attempt.State);
        var challenge = SHA256.HashData(Encoding.ASCII.GetBytes(attempt.Verifier));
        address = ReturnTo.With(address, "code_challenge", Base64Url.EncodeToString(challenge));
        address = ReturnTo.With(address, "code_challenge_method", "S256");
        return provider.IsOpenId ? ReturnTo.With(address, "nonce", attempt.Nonce) : address;
    }

    public static ProblemResult Unknown() => Problems.Of(ProblemCode.NotFound, "There is no such provider here.");

    public static ProblemResult Unavailable() =>
        Problems.Of(
            ProblemCode.ProviderUnavailable, "The provider can't be reached. Try again, or sign in another way.", TimeSpan.FromSeconds(30));
}
