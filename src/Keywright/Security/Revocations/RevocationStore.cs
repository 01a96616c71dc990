using Keywright.Database;

namespace Keywright.Security.Revocations;

/// <summary>One entry of the feed.</summary>
internal sealed record Revocation(Guid Id, Guid SubjectId);

/// <summary>All writes to <c>revocations</c>.</summary>
internal static class RevocationStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public static ValueTask Add(Tx tx, Subject subject)
    {
        var kind = subject.Kind switch
        {
            SubjectKind.User => "user",
            SubjectKind.Session => "session",
            SubjectKind.Token => "token",
            SubjectKind.Role => "role",
            SubjectKind.ServiceAccount => "service_account",
            SubjectKind.Client => "client",
            SubjectKind.Grant => "grant",
            _ => throw new ArgumentOutOfRangeException(nameof(subject)),
        };
        return tx.Later($"""
            INSERT INTO kw.revocations (id, subject_kind, subject_id)
            VALUES ({Guid.CreateVersion7(tx.Now)}, {kind}, {subject.Id})
            """);
    }

    /// <summary>
    /// The database's clock, and what was revoked after <paramref name="since"/> (nothing, when null) as that clock tells: one statement.
    /// </summary>
    public static async ValueTask<(DateTimeOffset Now, List<Revocation> Found)> Since(Tx tx, DateTimeOffset? since)
    {
        var now = tx.Dialect.Choose<Sql>(
            sqlite: $"strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
            postgres: $"clock_timestamp()");
        var rows = await tx.List($"""
            SELECT {now} AS at, r.id, r.subject_id
              FROM (SELECT 1 AS one) AS always LEFT JOIN kw.revocations AS r ON r.created_at > {since}
            """, row => (
                At: row.Instant("at"),
                Entry: row.IsNull("id") ? null : new Revocation(row.Uuid("id"), row.Uuid("subject_id"))));
        return (rows[0].At, [.. rows.Select(row => row.Entry).OfType<Revocation>()]);
    }

    /// <summary>Entries that every node's cache has outlived.</summary>
    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.revocations WHERE created_at < {tx.Now - Kept}
        """);

    /// <summary>Deletes up to <paramref name="limit"/> of them and returns how many it deleted.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.revocations WHERE id IN
            (SELECT id FROM kw.revocations WHERE created_at < {tx.Now - Kept} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
