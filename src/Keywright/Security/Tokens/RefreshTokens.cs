using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Keys;

namespace Keywright.Security.Tokens;

/// <summary>
/// Writes refresh tokens, of sessions and of OAuth clients, and recognises its own. The stored hash decides whether a token is current; the
/// HMAC proves only that an older
/// generation was once issued by us, so that junk can't be taken for a replay and end a family.
/// </summary>
internal sealed class RefreshTokens(MasterKey key)
{
    private readonly byte[] _sessionMacKey = Derive(key, TokenKind.SessionRefresh);
    private readonly byte[] _grantMacKey = Derive(key, TokenKind.OAuthRefresh);

    public RefreshToken New(SessionId session, int generation) => New(TokenKind.SessionRefresh, session.Value, generation);

    public RefreshToken New(GrantId grant, int generation) => New(TokenKind.OAuthRefresh, grant.Value, generation);

    private RefreshToken New(TokenKind kind, Guid family, int generation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);

        var payload = new byte[TokenFormat.Refresh];
        family.TryWriteBytes(payload, bigEndian: true, out var idLength);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(idLength), generation);
        RandomNumberGenerator.Fill(RefreshToken.SecretPart(payload));
        key.Id.CopyTo(RefreshToken.KeyIdPart(payload));
        Sign(MacKey(key, kind), RefreshToken.SignedPart(payload), RefreshToken.MacPart(payload));
        return new(kind, payload, TokenText.Encode(kind, payload));
    }

    /// <summary>Whether this token was written under a master key that we hold, whatever has become of it since.</summary>
    public bool IsGenuine(RefreshToken token)
    {
        if (key.Held(token.KeyId) is not { } held)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[16];
        Sign(MacKey(held, token.Kind), token.Signed, mac);
        return CryptographicOperations.FixedTimeEquals(token.Mac, mac);
    }

    /// <summary>
    /// Encrypts the successor under a key that only the holder of the previous token has: who retries gets the very same successor,
    /// and the database alone reveals nothing.
    /// </summary>
    public byte[] Seal(RefreshToken previous, string successor)
    {
        var sealKey = SealKey(previous, MacKey(key, previous.Kind));
        try
        {
            return SealedBox.Seal(sealKey, Encoding.ASCII.GetBytes(successor), previous.Family.ToByteArray(bigEndian: true));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sealKey);
        }
    }

    /// <summary>The successor, or null if this is not the token it was sealed under, or not its family.</summary>
    public string? Open(RefreshToken previous, byte[] sealedSuccessor) => key.All
        .Select(held => Open(previous, sealedSuccessor, MacKey(held, previous.Kind))).FirstOrDefault(successor => successor is not null);

    private static string? Open(RefreshToken previous, byte[] sealedSuccessor, byte[] macKey)
    {
        var sealKey = SealKey(previous, macKey);
        try
        {
            return SealedBox.Open(sealKey, sealedSuccessor, previous.Family.ToByteArray(bigEndian: true)) is { } plain
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

    private byte[] MacKey(MasterKey held, TokenKind kind) =>
        !ReferenceEquals(held, key) ? Derive(held, kind) : kind == TokenKind.SessionRefresh ? _sessionMacKey : _grantMacKey;

    // A key a kind: a token of one, with the prefix of the other, is junk.
    private static byte[] Derive(MasterKey held, TokenKind kind) =>
        held.Derive(kind == TokenKind.SessionRefresh ? "refresh token: mac" : "oauth refresh token: mac");

    private static void Sign(byte[] macKey, ReadOnlySpan<byte> signed, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(macKey, signed, whole);
        whole[..mac.Length].CopyTo(mac);
    }
}
