using System.Security.Cryptography;

namespace Keywright.Security.Tokens;

/// <summary>What is to be done with a refresh token that is not the current one of its family.</summary>
internal enum StaleToken
{
    /// <summary>Its sender repeats itself: it gets the successor that it did not hear of.</summary>
    Repeated,

    /// <summary>Refused; nothing is revoked.</summary>
    Refused,

    /// <summary>A token of the past: somebody has a copy, and the family ends.</summary>
    Reused,
}

/// <summary>The refresh side of a session or of a grant, as it is stored.</summary>
internal sealed record RefreshFamily(int Generation)
{
    public byte[]? PreviousHash { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public DateTimeOffset? PreviousRotatedAt { get; init; }

    public byte[]? Successor { get; init; }

    /// <summary>
    /// Within the grace a client that repeats itself gets the very same successor, so a lost answer or twenty tabs at once sign nobody
    /// out; after it, a token of the past means that somebody has a copy (RFC 9700 §4.14.2).
    /// </summary>
    public StaleToken Judge(RefreshTokens tokens, RefreshToken presented, DateTimeOffset now, TimeSpan grace)
    {
        var isPrevious = CryptographicOperations.FixedTimeEquals(presented.Hash, PreviousHash);
        if (isPrevious && now - RotatedAt < grace && Successor is not null)
        {
            return StaleToken.Repeated;
        }

        // The hash of older ones is gone; the MAC proves that this one was ours, so junk can't end a family.
        if (!isPrevious && (presented.Generation >= Generation || !tokens.IsGenuine(presented)))
        {
            return StaleToken.Refused;
        }

        // A straggler of a moment ago, whose successor has been used already: late, not stolen.
        return presented.Generation == Generation - 2 && now - PreviousRotatedAt < grace ? StaleToken.Refused : StaleToken.Reused;
    }
}
