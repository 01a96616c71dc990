using System.Diagnostics;
using System.Security.Cryptography;

namespace Keywright.Security.Tokens;

/// <summary>
/// A session's access token: the session's id, so that its row is found by primary key, and 256 random bits. The hash decides;
/// the id proves nothing.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class AccessToken
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private byte[]? _hash;

    private AccessToken(SessionId sessionId, string text)
    {
        SessionId = sessionId;
        _text = text;
    }

    public SessionId SessionId { get; }

    /// <summary>SHA-256 over the whole text.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public byte[] Hash => _hash ??= SecretToken.HashOf(_text);

    public static AccessToken New(SessionId sessionId)
    {
        Span<byte> payload = stackalloc byte[TokenFormat.Access];
        sessionId.Value.TryWriteBytes(payload, bigEndian: true, out var idLength);
        RandomNumberGenerator.Fill(payload[idLength..]);
        return new(sessionId, TokenText.Encode(TokenKind.SessionAccess, payload));
    }

    /// <summary>Null unless <paramref name="text"/> is a well-formed access token.</summary>
    public static AccessToken? Parse(string? text)
    {
        Span<byte> payload = stackalloc byte[TokenFormat.Access];
        return text is not null && TokenText.TryDecode(TokenKind.SessionAccess, text, payload)
            ? new(new(new Guid(payload[..16], bigEndian: true)), text)
            : null;
    }

    public string Reveal() => _text;

    public override string ToString() => TokenText.Mask(TokenKind.SessionAccess, _text);
}
