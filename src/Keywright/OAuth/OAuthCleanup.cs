using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>Takes away what the OAuth server no longer needs.</summary>
internal static class OAuthCleanup
{
    // A code that is shown again ends what it was redeemed for (RFC 6749 §4.1.2), for which it has to be known.
    private static readonly TimeSpan CodesAreRemembered = TimeSpan.FromDays(1);

    // Clocks of clients and nodes differ by less: a proof that is forgotten is one that is refused for its age.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Deletes up to <paramref name="limit"/> rows of each table and returns how many.</summary>
    public static async ValueTask<int> Run(Tx tx, int limit) =>
        await OAuthCodeStore.DeleteExpired(tx, tx.Now - CodesAreRemembered, limit)
        + await OAuthTokenStore.DeleteExpired(tx, tx.Now, limit)
        + await OAuthGrantStore.DeleteExpired(tx, tx.Now, limit)
        + await OAuthDeviceCodeStore.DeleteExpired(tx, tx.Now, limit)
        + await OAuthPushedRequestStore.DeleteExpired(tx, tx.Now, limit)
        + await OAuthUsedProofStore.DeleteExpired(tx, tx.Now - ClockSkew, limit);
}
