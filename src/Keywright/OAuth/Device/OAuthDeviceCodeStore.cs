using System.Net;
using Keywright.Database;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Grants;
using Keywright.Security;

namespace Keywright.OAuth.Device;

/// <summary>What a device asks for (RFC 8628 §3.1).</summary>
internal sealed record DeviceRequest(ClientId ClientId, IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources)
{
    public IPAddress? Address { get; init; }

    public string? UserAgent { get; init; }
}

/// <summary>Where a device code stands that gave no tokens.</summary>
internal sealed record DeviceState(string Status, DateTimeOffset ExpiresAt, int Interval);

/// <summary>All SQL on the table oauth_device_codes: devices that wait for their user (RFC 8628).</summary>
internal static class OAuthDeviceCodeStore
{
    /// <summary>RFC 8628 §3.2: seconds between two polls; §3.5: as many more for whoever polls too soon.</summary>
    public const int Interval = 5;

    // Whoever polls twenty times at once shall not wait for ever.
    private const int LongestInterval = 60;

    // For a device that comes too late to be told so.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>False when the user's code is taken: then another is tried.</summary>
    public static async ValueTask<bool> Add(
        Tx tx, byte[] deviceHash, byte[] userHash, DeviceRequest request, DateTimeOffset expiresAt) => await tx.Execute($"""
            INSERT INTO kw.oauth_device_codes (device_code_hash, user_code_hash, client_id, scopes, resources, ip_address, user_agent,
                                               interval_seconds, created_at, expires_at)
            VALUES ({deviceHash}, {userHash}, {request.ClientId}, {new Json(JsonText.Array(request.Scopes))},
                    {new Json(JsonText.Array(request.Resources))}, {request.Address}, {request.UserAgent}, {Interval}, {tx.Now},
                    {expiresAt})
            ON CONFLICT (user_code_hash) DO NOTHING
            """) > 0;

    /// <summary>The request that waits for a decision under this code, or null.</summary>
    public static ValueTask<DeviceRequest?> FindPending(Tx tx, byte[] userHash) => tx.Find($"""
        SELECT client_id, scopes, resources, ip_address, user_agent FROM kw.oauth_device_codes
         WHERE user_code_hash = {userHash} AND status = 'pending' AND expires_at > {tx.Now}
        """, ReadRequest);

    /// <summary>Records the decision, and returns what it is about: of two at once, one. Null when there is nothing to decide.</summary>
    public static ValueTask<DeviceRequest?> Decide(Tx tx, byte[] userHash, SignedInSession by, bool allows) => tx.Find($"""
        UPDATE kw.oauth_device_codes
           SET status = {(allows ? "approved" : "denied")}, user_id = {by.User.Id}, session_id = {by.SessionId}, auth_time = {by.AuthTime},
               acr = {by.Acr}, amr = {new Json(JsonText.Array(by.Amr))}, decided_at = {tx.Now}
         WHERE user_code_hash = {userHash} AND status = 'pending' AND expires_at > {tx.Now}
        RETURNING client_id, scopes, resources, ip_address, user_agent
        """, ReadRequest);

    /// <summary>
    /// Marks the code as used for <paramref name="grant"/> if it was allowed to this client, and returns what was allowed. One statement
    /// decides, so of many at once at most one succeeds.
    /// </summary>
    public static ValueTask<Allowance?> Use(Tx tx, byte[] deviceHash, ClientId client, GrantId grant) => tx.Find($"""
        UPDATE kw.oauth_device_codes SET status = 'used', used_at = {tx.Now}, grant_id = {grant}
         WHERE device_code_hash = {deviceHash} AND client_id = {client} AND status = 'approved' AND expires_at > {tx.Now}
        RETURNING user_id, session_id, scopes, resources, auth_time, acr, amr
        """, row => new Allowance(
            row.Id<UserId>("user_id"), row.Id<SessionId>("session_id"), JsonText.Strings(row.Text("scopes")),
            JsonText.Strings(row.Text("resources")))
    {
        AuthTime = row.Instant("auth_time"),
        Acr = row.TextOrNull("acr"),
        Amr = JsonText.Strings(row.TextOrNull("amr") ?? "[]"),
    });

    public static ValueTask<DeviceState?> Find(Tx tx, byte[] deviceHash, ClientId client) => tx.Find($"""
        SELECT status, expires_at, interval_seconds FROM kw.oauth_device_codes
         WHERE device_code_hash = {deviceHash} AND client_id = {client}
        """, row => new DeviceState(row.Text("status"), row.Instant("expires_at"), row.Int("interval_seconds")));

    /// <summary>Notes a poll, and tells whether it came in time. One statement decides: of many at once, one did.</summary>
    public static async ValueTask<bool> Poll(Tx tx, byte[] deviceHash, int interval)
    {
        var inTime = await tx.Execute($"""
            UPDATE kw.oauth_device_codes SET last_polled_at = {tx.Now}
             WHERE device_code_hash = {deviceHash} AND interval_seconds = {interval}
               AND (last_polled_at IS NULL OR last_polled_at <= {tx.Now - TimeSpan.FromSeconds(interval)})
            """) > 0;
        if (!inTime)
        {
            // RFC 8628 §3.5: "the interval MUST be increased by 5 seconds for this and all subsequent requests".
            _ = await tx.Execute($"""
                UPDATE kw.oauth_device_codes
                   SET last_polled_at = {tx.Now},
                       interval_seconds = CASE WHEN interval_seconds >= {LongestInterval} THEN interval_seconds
                                               ELSE interval_seconds + {Interval} END
                 WHERE device_code_hash = {deviceHash}
                """);
        }

        return inTime;
    }

    /// <summary>Those of a client that a user has allowed, and that it has not redeemed.</summary>
    public static ValueTask<int> DeleteAll(Tx tx, UserId user, ClientId client) => tx.Execute($"""
        DELETE FROM kw.oauth_device_codes WHERE user_id = {user} AND client_id = {client} AND status = 'approved'
        """);

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_device_codes WHERE expires_at <= {tx.Now - Remembered}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_device_codes WHERE device_code_hash IN
            (SELECT device_code_hash FROM kw.oauth_device_codes
              WHERE expires_at <= {tx.Now - Remembered} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);

    private static DeviceRequest ReadRequest(Row row) => new(
        row.Id<ClientId>("client_id"), JsonText.Strings(row.Text("scopes")), JsonText.Strings(row.Text("resources")))
    {
        Address = row.Ip("ip_address"),
        UserAgent = row.TextOrNull("user_agent"),
    };
}
