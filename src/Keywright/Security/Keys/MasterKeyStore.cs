using Keywright.Database;

namespace Keywright.Security.Keys;

/// <summary>All writes to <c>master_keys</c>: whose key this database is encrypted with.</summary>
internal static class MasterKeyStore
{
    public static ValueTask<string?> Current(Tx tx) => tx.Find($"""
        SELECT fingerprint FROM kw.master_keys WHERE retired_at IS NULL ORDER BY created_at LIMIT 1
        """, row => row.Text("fingerprint"));

    /// <summary>Takes an unclaimed database for a key, and returns whose it is: of two first starts at once, one wins.</summary>
    public static async ValueTask<string?> Claim(Tx tx, string fingerprint)
    {
        _ = await tx.Execute($"""
            INSERT INTO kw.master_keys (fingerprint, created_at)
            SELECT {fingerprint}, {tx.Now} WHERE NOT EXISTS (SELECT 1 FROM kw.master_keys WHERE retired_at IS NULL)
            """);
        return await Current(tx);
    }

    /// <summary>The database belongs to another key from now on; false when it does already.</summary>
    public static async ValueTask<bool> Replace(Tx tx, string fingerprint)
    {
        if (await tx.Execute($"""
            UPDATE kw.master_keys SET retired_at = {tx.Now} WHERE retired_at IS NULL AND fingerprint <> {fingerprint}
            """) == 0)
        {
            return false;
        }

        _ = await tx.Execute($"""
            INSERT INTO kw.master_keys (fingerprint, created_at) VALUES ({fingerprint}, {tx.Now})
            ON CONFLICT (fingerprint) DO UPDATE SET retired_at = NULL
            """);
        return true;
    }
}
