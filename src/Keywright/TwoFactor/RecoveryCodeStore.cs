using Keywright.Database;
using Keywright.Security;

namespace Keywright.TwoFactor;

/// <summary>All writes to <c>recovery_codes</c>.</summary>
internal static class RecoveryCodeStore
{
    /// <summary>New codes in place of all old ones.</summary>
    public static async ValueTask Replace(Tx tx, UserId user, IEnumerable<byte[]> hashes)
    {
        await tx.Later($"DELETE FROM kw.recovery_codes WHERE user_id = {user}");
        foreach (var hash in hashes)
        {
            await tx.Later($"INSERT INTO kw.recovery_codes (user_id, code_hash, created_at) VALUES ({user}, {hash}, {tx.Now})");
        }
    }

    /// <summary>Uses up a code. One statement decides: of many at once, one.</summary>
    public static async ValueTask<bool> Use(Tx tx, UserId user, byte[] hash) => await tx.Execute($"""
        UPDATE kw.recovery_codes SET used_at = {tx.Now} WHERE user_id = {user} AND code_hash = {hash} AND used_at IS NULL
        """) > 0;

    /// <summary>How many are left.</summary>
    public static async ValueTask<int> Remaining(Tx tx, UserId user) => (int)(await tx.FindValue(
        $"SELECT count(*) AS remaining FROM kw.recovery_codes WHERE user_id = {user} AND used_at IS NULL",
        row => row.Long("remaining")) ?? 0);

    public static ValueTask<int> Delete(Tx tx, UserId user) => tx.Execute($"DELETE FROM kw.recovery_codes WHERE user_id = {user}");
}
