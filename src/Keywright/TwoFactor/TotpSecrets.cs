using Keywright.Security;
using Keywright.Security.Keys;

namespace Keywright.TwoFactor;

/// <summary>Secrets of authenticator apps as they lie in the database: encrypted, and bound to their user.</summary>
internal sealed class TotpSecrets(MasterKey key)
{
    internal const string Purpose = "totp";

    public byte[] Seal(UserId user, ReadOnlySpan<byte> secret) => key.Encrypt(Purpose, secret, user.Value.ToByteArray(bigEndian: true));

    /// <exception cref="InvalidOperationException">It was encrypted for another user, or under another master key.</exception>
    public byte[] Open(UserId user, byte[] sealedSecret) =>
        key.Decrypt(Purpose, sealedSecret, user.Value.ToByteArray(bigEndian: true))
        ?? throw new InvalidOperationException($"The second factor of user {user} can't be decrypted with this master key.");
}
