using System.Buffers.Binary;
using System.Diagnostics;

namespace Keywright.Security.Tokens;

/// <summary>
/// A token that renews a session, or what a client was allowed: id of the family (16 bytes), generation (4), secret (32), id of the signing
/// key (4), HMAC over these (16).
/// Anybody can write one that parses; <see cref="RefreshTokens.IsGenuine"/> tells whether we did.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class RefreshToken
{
    private const int SignedLength = TokenFormat.Refresh - MacLength;
    private const int MacLength = 16;
    private const int KeyIdLength = 4;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _payload;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private byte[]? _hash;

    public RefreshToken(TokenKind kind, byte[] payload, string text)
    {
        Kind = kind;
        _payload = payload;
        _text = text;
        Family = new Guid(payload.AsSpan(0, 16), bigEndian: true);
        Generation = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(16));
    }

    /// <summary><see cref="TokenKind.SessionRefresh"/> or <see cref="TokenKind.OAuthRefresh"/>.</summary>
    public TokenKind Kind { get; }

    /// <summary>The id of the session or of the grant.</summary>
    public Guid Family { get; }

    public SessionId SessionId => new(Family);

    public int Generation { get; }

    /// <summary>SHA-256 over the whole text.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public byte[] Hash => _hash ??= SecretToken.HashOf(_text);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ReadOnlySpan<byte> Signed => SignedPart(_payload);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ReadOnlySpan<byte> KeyId => KeyIdPart(_payload);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ReadOnlySpan<byte> Mac => MacPart(_payload);

    /// <summary>Null unless <paramref name="text"/> is a well-formed refresh token. Whether it is genuine is another question.</summary>
    public static RefreshToken? Parse(string? text, TokenKind kind = TokenKind.SessionRefresh)
    {
        Span<byte> payload = stackalloc byte[TokenFormat.Refresh];
        return text is not null
            && TokenText.TryDecode(kind, text, payload)
            && BinaryPrimitives.ReadInt32BigEndian(payload[16..]) is >= 0 and < int.MaxValue
                ? new(kind, payload.ToArray(), text)
                : null;
    }

    public string Reveal() => _text;

    public override string ToString() => TokenText.Mask(Kind, _text);

    internal static Span<byte> SecretPart(Span<byte> payload) => payload.Slice(20, TokenFormat.Secret);

    internal static Span<byte> KeyIdPart(Span<byte> payload) => payload.Slice(SignedLength - KeyIdLength, KeyIdLength);

    internal static Span<byte> SignedPart(Span<byte> payload) => payload[..SignedLength];

    internal static Span<byte> MacPart(Span<byte> payload) => payload[SignedLength..];
}
