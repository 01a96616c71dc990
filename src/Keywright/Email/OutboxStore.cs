using Keywright.Database;
using Keywright.Security;

namespace Keywright.Email;

internal sealed record NewOutboxRow(Guid Id, string Kind, UserId? User, byte[] Letter, DateTimeOffset ExpiresAt);

/// <summary>A row that was claimed: its attempt is this one's until <see cref="OutboxStore.Visibility"/> is over.</summary>
internal sealed record ClaimedRow(Guid Id, string Kind, byte[]? Letter, int Attempt, DateTimeOffset CreatedAt);

/// <summary>A row as administrators see it.</summary>
internal sealed record OutboxRow(
    Guid Id, string Kind, UserId? User, byte[]? Letter, string Status, int Attempts, string? LastError, DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt, DateTimeOffset NextAttemptAt);

/// <summary>All writes to <c>outbox</c>.</summary>
internal static class OutboxStore
{
    /// <summary>A claim is over after this: longer than any attempt takes, so only a crashed node's rows are taken by another.</summary>
    public static readonly TimeSpan Visibility = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan KeepSent = TimeSpan.FromDays(7);
    private static readonly TimeSpan KeepFailed = TimeSpan.FromDays(30);

    private const int LongestError = 500;

    public static ValueTask Add(Tx tx, NewOutboxRow row) => tx.Later($"""
        INSERT INTO kw.outbox (id, kind, user_id, letter, next_attempt_at, created_at, expires_at)
        VALUES ({row.Id}, {row.Kind}, {row.User}, {row.Letter}, {tx.Now}, {tx.Now}, {row.ExpiresAt})
        """);

    public static async ValueTask<bool> AnyDue(Tx tx) => await tx.FindValue($"""
        SELECT id FROM kw.outbox WHERE status = 'pending' AND next_attempt_at <= {tx.Now} LIMIT 1
        """, row => row.Uuid("id")) is not null;

    /// <summary>
    /// Takes up to <paramref name="limit"/> due rows. One statement decides: a row is claimed by one node, and comes back only when that
    /// one has not told what became of it in time.
    /// </summary>
    public static ValueTask<List<ClaimedRow>> Claim(Tx tx, int limit)
    {
        var skip = tx.Dialect.Choose<Sql>(sqlite: $"", postgres: $"FOR UPDATE SKIP LOCKED");
        return tx.List($"""
            UPDATE kw.outbox SET attempts = attempts + 1, next_attempt_at = {tx.Now + Visibility}
             WHERE id IN (SELECT id FROM kw.outbox WHERE status = 'pending' AND next_attempt_at <= {tx.Now}
                           ORDER BY next_attempt_at LIMIT {limit} {skip})
            RETURNING id, kind, letter, attempts, created_at
            """, row => new ClaimedRow(
                row.Uuid("id"), row.Text("kind"), row.BytesOrNull("letter"), row.Int("attempts"), row.Instant("created_at")));
    }

    /// <summary>Gives up what has become useless, or was tried <paramref name="most"/> times; returns how many.</summary>
    public static ValueTask<int> GiveUp(Tx tx, int most) => tx.Execute($"""
        UPDATE kw.outbox
           SET status = 'failed', expires_at = {tx.Now + KeepFailed},
               last_error = coalesce(last_error, 'It could not be delivered while its link worked.')
         WHERE status = 'pending' AND next_attempt_at <= {tx.Now} AND (expires_at <= {tx.Now} OR attempts >= {most})
        """);

    /// <summary>The letter goes with the sending: its link need not lie here too.</summary>
    public static ValueTask<int> Sent(Tx tx, Guid id) => tx.Execute($"""
        UPDATE kw.outbox
           SET status = 'sent', letter = NULL, last_error = NULL, sent_at = {tx.Now}, expires_at = {tx.Now + KeepSent}
         WHERE id = {id}
        """);

    public static ValueTask<int> Discard(Tx tx, Guid id) => tx.Execute($"DELETE FROM kw.outbox WHERE id = {id}");

    /// <summary>Another attempt later; not when another node has claimed the row meanwhile.</summary>
    public static ValueTask<int> Retry(Tx tx, ClaimedRow row, DateTimeOffset at, string error) => tx.Execute($"""
        UPDATE kw.outbox SET next_attempt_at = {at}, last_error = {Cut(error)}
         WHERE id = {row.Id} AND status = 'pending' AND attempts = {row.Attempt}
        """);

    public static ValueTask<int> Fail(Tx tx, ClaimedRow row, string error) => tx.Execute($"""
        UPDATE kw.outbox SET status = 'failed', last_error = {Cut(error)}, expires_at = {tx.Now + KeepFailed}
         WHERE id = {row.Id} AND status = 'pending' AND attempts = {row.Attempt}
        """);

    /// <summary>Gives a claim back that was not tried: the node stops.</summary>
    public static ValueTask<int> Release(Tx tx, ClaimedRow row) => tx.Execute($"""
        UPDATE kw.outbox SET attempts = attempts - 1, next_attempt_at = {tx.Now}
         WHERE id = {row.Id} AND status = 'pending' AND attempts = {row.Attempt}
        """);

    /// <summary>Newest first, older than <paramref name="before"/>.</summary>
    public static ValueTask<List<OutboxRow>> List(Tx tx, string? status, Guid? before, int limit)
    {
        var older = before is { } id ? (Sql)$"AND id < {id}" : (Sql)$"";
        var withStatus = status is null ? (Sql)$"" : (Sql)$"AND status = {status}";
        return tx.List($"""
            SELECT id, kind, user_id, letter, status, attempts, last_error, created_at, sent_at, next_attempt_at FROM kw.outbox
             WHERE 1 = 1 {withStatus} {older} ORDER BY id DESC LIMIT {limit}
            """, row => new OutboxRow(
                row.Uuid("id"), row.Text("kind"), row.IdOrNull<UserId>("user_id"), row.BytesOrNull("letter"), row.Text("status"),
                row.Int("attempts"), row.TextOrNull("last_error"), row.Instant("created_at"), row.InstantOrNull("sent_at"),
                row.Instant("next_attempt_at")));
    }

    /// <summary>A failed letter is tried anew by an administrator's word; false when there is none such.</summary>
    public static async ValueTask<bool> TryAgain(Tx tx, Guid id) => await tx.Execute($"""
        UPDATE kw.outbox SET status = 'pending', attempts = 0, next_attempt_at = {tx.Now}, expires_at = {tx.Now + TimeSpan.FromDays(1)}
         WHERE id = {id} AND status = 'failed' AND letter IS NOT NULL
        """) > 0;

    /// <summary>What a person who is erased was to be told goes too.</summary>
    public static ValueTask<int> DeleteOf(Tx tx, UserId user) => tx.Execute($"DELETE FROM kw.outbox WHERE user_id = {user}");

    public static async ValueTask<long> CountExpired(Tx tx) => await tx.FindValue($"""
        SELECT count(*) AS n FROM kw.outbox WHERE status <> 'pending' AND expires_at <= {tx.Now}
        """, row => row.Long("n")) ?? 0;

    /// <summary>Deletes up to <paramref name="limit"/> rows that are done with, and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit)
    {
        var skip = tx.Dialect.Choose<Sql>(sqlite: $"", postgres: $"FOR UPDATE SKIP LOCKED");
        return tx.Execute($"""
            DELETE FROM kw.outbox WHERE id IN
                (SELECT id FROM kw.outbox WHERE status <> 'pending' AND expires_at <= {tx.Now} LIMIT {limit} {skip})
            """);
    }

    private static string Cut(string error) => (error.Length <= LongestError ? error : error[..LongestError]).Replace('\0', ' ');
}
