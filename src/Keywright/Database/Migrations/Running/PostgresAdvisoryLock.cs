using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Database.Migrations.Running;

/// <summary>
/// The session's advisory lock of one history. Polled, each time with a statement of its own: whoever waited in one would hold a snapshot,
/// and a CREATE INDEX CONCURRENTLY of the holder would wait for that.
/// </summary>
internal sealed class PostgresAdvisoryLock(PostgresMigration migration, long key) : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    public static long KeyOf(string database, string schema)
    {
        var name = string.Join('\n', "keywright migrations", database, schema, MigrationStore.Table);
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    /// <exception cref="MigrationException">It was not had in time.</exception>
    public async ValueTask Take(TimeSpan timeout, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        for (var attempt = 1; await migration.Number($"SELECT pg_try_advisory_lock({key})::int AS n", ct) == 0; attempt++)
        {
            if (Stopwatch.GetElapsedTime(start) >= timeout)
            {
                throw new MigrationException(
                    MigrationProblem.LockNotHad, $"Somebody else migrates this database: {await Holder(ct)}.");
            }

            await Backoff.Wait(attempt, LongestPause, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (migration.IsOpen)
        {
            _ = await migration.Number($"SELECT pg_advisory_unlock({key})::int AS n", CancellationToken.None);
        }
    }

    private async ValueTask<string> Holder(CancellationToken ct) => await migration.Unit(
        tx => tx.Find(
            $"""
            SELECT a.pid, coalesce(a.application_name, '') AS application, a.backend_start
              FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND (l.classid::bigint << 32) | l.objid::bigint = {key}
            """,
            Describe),
        ct) ?? "it has just finished, so try again";

    private static string Describe(Row row)
    {
        var process = row.Int("pid").ToString(CultureInfo.InvariantCulture);
        var since = row.InstantOrNull("backend_start") is { } start ? $", since {Instants.ToText(start)}" : "";
        return $"server process {process}, \"{row.Text("application")}\"{since}";
    }
}
