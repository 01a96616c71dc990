using Keywright.Database;
using Keywright.Security;

namespace Keywright.Sessions;

/// <summary>All writes to <c>devices</c>.</summary>
internal static class DeviceStore
{
    public static ValueTask<int> Add(Tx tx, DeviceId id, UserId user, byte[] tokenHash, string? name, DateTimeOffset expiresAt) =>
        tx.Execute($"""
        INSERT INTO kw.devices (id, user_id, token_hash, name, last_seen_at, expires_at, created_at)
        VALUES ({id}, {user}, {tokenHash}, {name}, {tx.Now}, {expiresAt}, {tx.Now})
        """);

    /// <summary>The device that holds the token, if it is this user's: a device of somebody else opens no lane.</summary>
    public static ValueTask<DeviceId?> Find(Tx tx, UserId user, byte[] tokenHash) => tx.FindValue($"""
        SELECT id FROM kw.devices WHERE token_hash = {tokenHash} AND user_id = {user} AND expires_at > {tx.Now}
        """, row => row.Id<DeviceId>("id"));

    /// <summary>Whether the user ever signed in from a device that is still known.</summary>
    public static async ValueTask<bool> Any(Tx tx, UserId user) => await tx.FindValue($"""
        SELECT id FROM kw.devices WHERE user_id = {user} LIMIT 1
        """, row => row.Id<DeviceId>("id")) is not null;

    public static ValueTask Seen(Tx tx, DeviceId id, DateTimeOffset expiresAt) => tx.Later($"""
        UPDATE kw.devices SET last_seen_at = {tx.Now}, expires_at = {expiresAt} WHERE id = {id}
        """);

    /// <summary>A new token for a device that could not show its old one again, which is dead.</summary>
    public static ValueTask Renew(Tx tx, DeviceId id, byte[] tokenHash) => tx.Later($"""
        UPDATE kw.devices SET token_hash = {tokenHash} WHERE id = {id}
        """);

    /// <summary>Lets the device skip the second factor for a while.</summary>
    public static ValueTask Trust(Tx tx, DeviceId id, DateTimeOffset until) => tx.Later($"""
        UPDATE kw.devices SET trusted_until = {until} WHERE id = {id}
        """);

    public static async ValueTask<bool> IsTrusted(Tx tx, DeviceId id) => await tx.FindValue($"""
        SELECT trusted_until FROM kw.devices WHERE id = {id} AND trusted_until > {tx.Now} AND expires_at > {tx.Now}
        """, row => row.Instant("trusted_until")) is not null;

    /// <summary>Every device of the user is asked for the second factor again.</summary>
    public static ValueTask<int> Untrust(Tx tx, UserId user) => tx.Execute($"""
        UPDATE kw.devices SET trusted_until = NULL WHERE user_id = {user} AND trusted_until IS NOT NULL
        """);

    /// <summary>Forgets a user's devices but the one of the session <paramref name="except"/>.</summary>
    public static ValueTask<int> DeleteAll(Tx tx, UserId user, SessionId? except)
    {
        var others = except is { } session
            ? (Sql)$"AND NOT EXISTS (SELECT 1 FROM kw.sessions AS s WHERE s.id = {session} AND s.device_id = devices.id)"
            : (Sql)$"";
        return tx.Execute($"DELETE FROM kw.devices WHERE user_id = {user} {others}");
    }

    /// <summary>Devices that nobody signed in from for so long that they are unknown again.</summary>
    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.devices WHERE expires_at <= {tx.Now}
        """);

    /// <summary>Deletes up to <paramref name="limit"/> of them and returns how many it deleted.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.devices WHERE id IN
            (SELECT id FROM kw.devices WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
