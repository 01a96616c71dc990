using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.OAuth;

/// <summary>
/// Proof Key for Code Exchange, RFC 7636. Only S256, the one method that does not reveal the verifier (RFC 9700 §2.1.1).
/// </summary>
internal static class Pkce
{
    public const string Method = "S256";

    // The base64url of a SHA-256.
    private const int ChallengeLength = 43;

    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;

    /// <summary>Why a challenge is not acceptable, or null.</summary>
    public static OAuthError? RefuseChallenge(string challenge, string? method) =>
        method != Method
            // RFC 7636 §4.3: a missing method means plain.
            ? OAuthError.InvalidRequest("code_challenge_method must be S256 (RFC 7636 §4.2).")
        : challenge.Length != ChallengeLength || !challenge.All(IsUnreserved)
            ? OAuthError.InvalidRequest("code_challenge must be the base64url of a SHA-256: 43 characters (RFC 7636 §4.2).")
        : null;

    /// <summary>Why <paramref name="verifier"/> does not fit <paramref name="challenge"/>, or null.</summary>
    public static OAuthError? Refuse(string? challenge, string? verifier)
    {
        if (challenge is null)
        {
            // RFC 9700 §4.8.2: a verifier without a challenge means that somebody took the challenge out on the way.
            return verifier is null ? null : OAuthError.InvalidGrant("The authorization request had no code_challenge (RFC 9700 §4.8.2).");
        }

        // RFC 7636 §4.1: 43 to 128 unreserved characters.
        if (verifier is not { Length: >= ShortestVerifier and <= LongestVerifier } || !verifier.All(IsUnreserved))
        {
            return OAuthError.InvalidGrant("code_verifier must have 43 to 128 letters, digits, '-', '.', '_' and '~' (RFC 7636 §4.1).");
        }

        // RFC 7636 §4.6: BASE64URL(SHA256(ASCII(code_verifier))) == code_challenge
        var expected = Base64Url.EncodeToUtf8(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(challenge))
            ? null
            : OAuthError.InvalidGrant("code_verifier does not match code_challenge (RFC 7636 §4.6).");
    }

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}
