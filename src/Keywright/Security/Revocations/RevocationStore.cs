using Keywright.Database;

namespace Keywright.Security.Revocations;

/// <summary>One entry of the feed: <paramref name="At"/> is the database's own clock.</summary>
internal sealed record Revocation(Guid Id, Guid SubjectId, DateTimeOffset At);

/// <summary>All writes to <c>revocations</c>.</summary>
internal static class RevocationStore
{
    public static ValueTask Add(Tx tx, Subject subject)
    {
        var kind = subject.Kind switch
        {
            SubjectKind.User => "user",
            SubjectKind.Session => "session",
            SubjectKind.Token => "token",
            _ => throw new ArgumentOutOfRangeException(nameof(subject)),
        };
        return tx.Later($"""
            INSERT INTO kw.revocations (id, subject_kind, subject_id)
            VALUES ({Guid.CreateVersion7(tx.Now)}, {kind}, {subject.Id})
            """);
    }

    /// <summary>What was revoked after <paramref name="since"/>, oldest first.</summary>
    public static ValueTask<List<Revocation>> Since(Tx tx, DateTimeOffset since) => tx.List($"""
        SELECT id, subject_id, created_at FROM kw.revocations
         WHERE created_at > {since} ORDER BY created_at
        """, Read);

    /// <summary>The database's clock now.</summary>
    public static async ValueTask<DateTimeOffset> Clock(Tx tx) => (await tx.FindValue(
        tx.Dialect.Choose<Sql>(
            sqlite: $"SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now",
            postgres: $"SELECT clock_timestamp() AS now"),
        row => row.Instant("now")))!.Value;

    /// <summary>Deletes entries that every node's cache has outlived.</summary>
    public static ValueTask<int> DeleteBefore(Tx tx, DateTimeOffset instant) => tx.Execute($"""
        DELETE FROM kw.revocations WHERE created_at < {instant}
        """);

    private static Revocation Read(Row row) => new(row.Uuid("id"), row.Uuid("subject_id"), row.Instant("created_at"));
}
