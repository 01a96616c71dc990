using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Keys;

namespace Keywright.Security.Tokens;

/// <summary>
/// Writes refresh tokens and recognises its own. The stored hash decides whether a token is current; the HMAC proves only that an older
/// generation was once issued by us, so that junk can't be taken for a replay and end a family.
/// </summary>
internal sealed class RefreshTokens(MasterKey key)
{
    private readonly byte[] _macKey = Derive(key);

    public RefreshToken New(SessionId sessionId, int generation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);

        var payload = new byte[TokenFormat.Refresh];
        sessionId.Value.TryWriteBytes(payload, bigEndian: true, out var idLength);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(idLength), generation);
        RandomNumberGenerator.Fill(RefreshToken.SecretPart(payload));
        key.Id.CopyTo(RefreshToken.KeyIdPart(payload));
        Sign(_macKey, RefreshToken.SignedPart(payload), RefreshToken.MacPart(payload));
        return new(payload, TokenText.Encode(TokenKind.SessionRefresh, payload));
    }

    /// <summary>Whether this token was written under a master key that we hold, whatever has become of it since.</summary>
    public bool IsGenuine(RefreshToken token)
    {
        if (key.Held(token.KeyId) is not { } held)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[16];
        Sign(MacKey(held), token.Signed, mac);
        return CryptographicOperations.FixedTimeEquals(token.Mac, mac);
    }

    /// <summary>
    /// Encrypts the successor under a key that only the holder of the previous token has: who retries gets the very same successor,
    /// and the database alone reveals nothing.
    /// </summary>
    public byte[] Seal(RefreshToken previous, string successor)
    {
        var sealKey = SealKey(previous, _macKey);
        try
        {
            return SealedBox.Seal(sealKey, Encoding.ASCII.GetBytes(successor), previous.SessionId.Value.ToByteArray(bigEndian: true));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sealKey);
        }
    }

    /// <summary>The successor, or null if this is not the token it was sealed under, or not its session.</summary>
    public string? Open(RefreshToken previous, byte[] sealedSuccessor) => key.All
        .Select(held => Open(previous, sealedSuccessor, MacKey(held))).FirstOrDefault(successor => successor is not null);

    private static string? Open(RefreshToken previous, byte[] sealedSuccessor, byte[] macKey)
    {
        var sealKey = SealKey(previous, macKey);
        try
        {
            return SealedBox.Open(sealKey, sealedSuccessor, previous.SessionId.Value.ToByteArray(bigEndian: true)) is { } plain
                ? Encoding.ASCII.GetString(plain)
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sealKey);
        }
    }

    // Salted with the MAC key: a stolen database and a stolen old token together still lack the master key.
    private static byte[] SealKey(RefreshToken previous, byte[] macKey) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.ASCII.GetBytes(previous.Reveal()),
        outputLength: 32,
        salt: macKey,
        info: "keywright refresh token: successor"u8.ToArray());

    private byte[] MacKey(MasterKey held) => ReferenceEquals(held, key) ? _macKey : Derive(held);

    private static byte[] Derive(MasterKey held) => held.Derive("refresh token: mac");

    private static void Sign(byte[] macKey, ReadOnlySpan<byte> signed, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(macKey, signed, whole);
        whole[..mac.Length].CopyTo(mac);
    }
}
