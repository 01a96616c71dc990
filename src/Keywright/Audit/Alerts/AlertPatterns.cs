using System.Globalization;
using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit.Alerts;

/// <summary>Something suspicious. Of one kind and subject administrators are told once an hour.</summary>
internal sealed record Finding(string Kind, string Subject, string Text);

/// <summary>What is suspicious in a stretch of the log.</summary>
internal static class AlertPatterns
{
    // More addresses than this at once are an attack that the first of them tell of.
    private const int MostAddresses = 10_000;

    public static async ValueTask<List<Finding>> Find(Tx tx, DateTimeOffset since, AlertOptions options) =>
    [
        .. await Addresses(tx, since, options.FailuresPerAddress),
        .. await Locks(tx, since, options.LockedAccounts),
        .. await Critical(tx, since),
    ];

    /// <summary>Passwords tried across accounts: each account sees too few to be locked, the address tells.</summary>
    private static async ValueTask<IEnumerable<Finding>> Addresses(Tx tx, DateTimeOffset since, int threshold)
    {
        var failures = await tx.List($"""
            SELECT e.ip_address, count(*) AS n, count(DISTINCT e.user_id) AS accounts FROM kw.audit_events AS e
             WHERE e.status = 'failure' AND e.created_at >= {since} AND e.ip_address IS NOT NULL
               AND e.event_category IN ('authentication', 'security')
             GROUP BY e.ip_address ORDER BY n DESC LIMIT {MostAddresses}
            """, row => (Network: ClientAddress.LimitKey(row.Ip("ip_address")), Count: row.Long("n"), Accounts: row.Long("accounts")));
        return from failure in failures
               group failure by failure.Network into network
               let count = network.Sum(failure => failure.Count)
               where count >= threshold
               select new Finding(
                   "failures_from_address", network.Key,
                   $"{Text(count)} failed attempts from {network.Key}, on {Text(network.Sum(failure => failure.Accounts))} known accounts");
    }

    private static async ValueTask<IEnumerable<Finding>> Locks(Tx tx, DateTimeOffset since, int threshold)
    {
        var count = await tx.Count($"""
            SELECT count(*) AS n FROM kw.audit_events AS e WHERE e.event_type = 'sign_in_locked' AND e.created_at >= {since}
            """);
        return count < threshold ? []
            : [new Finding("locked_accounts", "all", $"{Text(count)} accounts were locked after wrong passwords")];
    }

    /// <summary>A copied refresh token, above all.</summary>
    private static async ValueTask<IEnumerable<Finding>> Critical(Tx tx, DateTimeOffset since)
    {
        var counts = await tx.List($"""
            SELECT e.event_type AS name, e.action, count(*) AS n FROM kw.audit_events AS e
             WHERE e.severity = 'critical' AND e.created_at >= {since} GROUP BY e.event_type, e.action ORDER BY n DESC, name
            """, row => (Type: row.Text("name"), Action: row.Text("action"), Count: row.Long("n")));
        return counts.Select(count => new Finding(
            "critical_event", count.Type, $"{count.Type}, {Text(count.Count)} times: {count.Action}"));
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
