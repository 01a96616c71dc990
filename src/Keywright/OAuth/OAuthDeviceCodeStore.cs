using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All that writes the table oauth_device_codes: devices that wait for their user (RFC 8628).</summary>
internal static class OAuthDeviceCodeStore
{
    /// <summary>Deletes up to <paramref name="limit"/> that expired before <paramref name="before"/> and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, DateTimeOffset before, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_device_codes WHERE device_code_hash IN
            (SELECT device_code_hash FROM kw.oauth_device_codes WHERE expires_at <= {before} LIMIT {limit} {Skip.Locked(tx)})
        """);
}
