using Keywright.Database;
using Keywright.Security;

namespace Keywright.TwoFactor;

/// <summary>All writes to <c>totp</c>. Secrets come and go encrypted.</summary>
internal static class TotpStore
{
    /// <summary>Keeps a secret that its user has yet to prove; one that was proven before stays in force until then.</summary>
    public static ValueTask<int> SetPending(Tx tx, UserId user, byte[] secret, DateTimeOffset expiresAt) => tx.Execute($"""
        INSERT INTO kw.totp (user_id, pending_secret, pending_expires_at) VALUES ({user}, {secret}, {expiresAt})
        ON CONFLICT (user_id) DO UPDATE SET pending_secret = excluded.pending_secret, pending_expires_at = excluded.pending_expires_at
        """);

    public static ValueTask<byte[]?> FindPending(Tx tx, UserId user) => tx.Find($"""
        SELECT pending_secret FROM kw.totp WHERE user_id = {user} AND pending_expires_at > {tx.Now}
        """, row => row.Bytes("pending_secret"));

    /// <summary>
    /// Puts the proven secret in force, and counts its code as used. False when another request did so first, or a newer secret waits.
    /// </summary>
    public static async ValueTask<bool> Confirm(Tx tx, UserId user, byte[] pending, long step) => await tx.Execute($"""
        UPDATE kw.totp
           SET secret = pending_secret, confirmed_at = {tx.Now}, last_step = {step}, pending_secret = NULL, pending_expires_at = NULL
         WHERE user_id = {user} AND pending_secret = {pending}
        """) > 0;

    /// <summary>The secret in force, or null.</summary>
    public static ValueTask<byte[]?> Find(Tx tx, UserId user) => tx.Find($"""
        SELECT secret FROM kw.totp WHERE user_id = {user} AND secret IS NOT NULL
        """, row => row.Bytes("secret"));

    /// <summary>
    /// Uses up the code of a step. One statement decides, so a code works once (RFC 6238 §5.2, OWASP ASVS 5.0, 6.5.1), and so does none
    /// older than it.
    /// </summary>
    public static async ValueTask<bool> Use(Tx tx, UserId user, byte[] secret, long step) => await tx.Execute($"""
        UPDATE kw.totp SET last_step = {step} WHERE user_id = {user} AND secret = {secret} AND last_step < {step}
        """) > 0;

    public static ValueTask<int> Delete(Tx tx, UserId user) => tx.Execute($"DELETE FROM kw.totp WHERE user_id = {user}");
}
