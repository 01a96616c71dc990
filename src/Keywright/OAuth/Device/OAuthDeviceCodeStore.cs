using Keywright.Database;

namespace Keywright.OAuth.Device;

/// <summary>All SQL on the table oauth_device_codes: devices that wait for their user (RFC 8628).</summary>
internal static class OAuthDeviceCodeStore
{
    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_device_codes WHERE expires_at <= {tx.Now}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_device_codes WHERE device_code_hash IN
            (SELECT device_code_hash FROM kw.oauth_device_codes WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
