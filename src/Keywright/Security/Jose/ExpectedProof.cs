using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.Jose;

/// <summary>What a DPoP proof must be made for (RFC 9449 §4.3, points 8, 9 and 12): this request, and this access token.</summary>
/// <param name="Method">The request's method.</param>
/// <param name="Url">Where the request was sent, as clients know it.</param>
/// <param name="AccessToken">The token beside it, or null.</param>
internal sealed record ExpectedProof(string Method, string Url, string? AccessToken)
{
    /// <summary>How far from now a proof may have been made (RFC 9449 §11.1), and so how long it must be remembered.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>The first claim that is not as expected, or null.</summary>
    public string? Refuse(ProofToken proof) =>
        proof.Claims.Text("htm") != Method ? "htm"
        : Normal(proof.Claims.Text("htu")) is not { } url || url != Normal(Url) ? "htu"
        : AccessToken is not null && proof.Claims.Text("ath") != Hash(AccessToken) ? "ath"
        : null;

    /// <summary>Whether the proof is neither too old nor from the future.</summary>
    public static bool IsFresh(ProofToken proof, DateTimeOffset now) => (proof.IssuedAt - now).Duration() <= Window;

    /// <summary>RFC 9449 §4.1: <c>ath</c>.</summary>
    public static string Hash(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    // RFC 9449 §4.3: without query and fragment, after the normalisations of RFC 3986 §6.2.2 and §6.2.3.
    private static string? Normal(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            && uri.UserInfo.Length == 0
            ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : null;
}
