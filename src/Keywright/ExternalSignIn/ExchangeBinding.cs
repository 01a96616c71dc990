using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Keywright.External;
using Keywright.Security.Jose;

namespace Keywright.ExternalSignIn;

/// <summary>
/// What binds an exchange to the one who began: the challenge that was sent then, or a secret in the browser's cookie. A link with
/// somebody else's exchange in it signs nobody in.
/// </summary>
internal sealed record ExchangeBinding(byte[] Hash, string? Secret)
{
    public static ExchangeBinding Of(ExternalAttempt attempt)
    {
        if (attempt.Challenge is { } challenge)
        {
            return new ExchangeBinding(StrictBase64Url.Decode(challenge)!, null);
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new ExchangeBinding(HashOf(secret), secret);
    }

    public static byte[] HashOf(string verifier) => SHA256.HashData(Encoding.UTF8.GetBytes(verifier));
}
