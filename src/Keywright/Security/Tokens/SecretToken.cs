using System.Diagnostics;
using System.Security.Cryptography;

namespace Keywright.Security.Tokens;

/// <summary>A token of 256 random bits: found in the database by the hash of its text, which alone is stored.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class SecretToken
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private byte[]? _hash;

    private SecretToken(TokenKind kind, string text)
    {
        Kind = kind;
        _text = text;
    }

    public TokenKind Kind { get; }

    /// <summary>SHA-256 over the whole text.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public byte[] Hash => _hash ??= HashOf(_text);

    public static SecretToken New(TokenKind kind)
    {
        Span<byte> secret = stackalloc byte[TokenFormat.Secret];
        RandomNumberGenerator.Fill(secret);
        return new(kind, TokenText.Encode(kind, secret));
    }

    /// <summary>Null unless <paramref name="text"/> is a well-formed token of this kind.</summary>
    public static SecretToken? Parse(TokenKind kind, string? text)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(TokenFormat.Of(kind).PayloadLength, TokenFormat.Secret);

        Span<byte> secret = stackalloc byte[TokenFormat.Secret];
        return text is not null && TokenText.TryDecode(kind, text, secret) ? new(kind, text) : null;
    }

    public string Reveal() => _text;

    public override string ToString() => TokenText.Mask(Kind, _text);

    internal static byte[] HashOf(string text)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        TokenText.Hash(text, hash);
        return hash;
    }
}
