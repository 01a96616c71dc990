using Keywright.Database;

namespace Keywright.OAuth.Clients;

/// <content>
/// Clients that nobody registered, and nobody uses: whoever names many documents or registers many clients leaves nothing for long. One
/// that an administrator has disabled stays, or it would be back at once.
/// </content>
internal static partial class OAuthClientStore
{
    private static readonly TimeSpan KeptUnused = TimeSpan.FromDays(30);

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"SELECT count(*) AS n FROM kw.oauth_clients AS c WHERE {Unused(tx)}");

    /// <summary>Deletes up to <paramref name="limit"/> of them and returns how many it deleted.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_clients WHERE id IN
            (SELECT c.id FROM kw.oauth_clients AS c WHERE {Unused(tx)} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);

    // There are few clients, so no index helps: they are read through.
    private static Sql Unused(Tx tx) => $"""
        c.registration <> 'manual' AND c.status = 'active' AND c.updated_at < {tx.Now - KeptUnused}
        AND (c.fetched_until IS NULL OR c.fetched_until < {tx.Now - KeptUnused})
        AND (c.last_used_at IS NULL OR c.last_used_at < {tx.Now - KeptUnused})
        AND NOT EXISTS (SELECT 1 FROM kw.oauth_grants AS g WHERE g.client_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM kw.oauth_consents AS o WHERE o.client_id = c.id)
        """;
}
