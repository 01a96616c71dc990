using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Keywright.Database.Postgres;
using Npgsql;

namespace Keywright.Database.Migrations;

/// <summary>One unpooled connection to PostgreSQL, whose session holds an advisory lock.</summary>
internal sealed class PostgresMigration : MigrationConnection, IPostgresSource
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly PostgresSession _session;
    private readonly string _schema;
    private readonly TimeProvider _time;

    private PostgresMigration(DatabaseTarget.Postgres target, DatabaseSettings settings, TimeProvider time)
    {
        _source = PostgresConnect.Open(PostgresConnect.Single(target, settings.Pool));
        _connection = _source.CreateConnection();
        _session = new PostgresSession(settings.Schema, SetTimeout: null);
        _schema = $"\"{settings.Schema}\"";
        _time = time;
    }

    public override Dialect Dialect => Dialect.Postgres;

    /// <exception cref="DatabaseException">The server can't be reached.</exception>
    /// <exception cref="MigrationException">A pooler stands between.</exception>
    public static async ValueTask<MigrationConnection> Open(
        DatabaseTarget.Postgres target, DatabaseSettings settings, TimeProvider time, CancellationToken ct)
    {
        var migration = new PostgresMigration(target, settings, time);
        try
        {
            await migration._connection.OpenAsync(ct);
            await migration.RefusePooler(ct);
            return migration;
        }
        catch (Exception e) when (PostgresErrors.IsOfTheDriver(e))
        {
            await migration.DisposeAsync();
            throw new DatabaseException(DatabaseProblem.Unavailable, $"PostgreSQL can't be reached for the migrations: {e.Message}", e);
        }
        catch
        {
            await migration.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<IAsyncDisposable> Lock(TimeSpan timeout, CancellationToken ct)
    {
        var key = Key();
        var start = Stopwatch.GetTimestamp();
        for (var attempt = 1; !await Flag($"SELECT pg_try_advisory_lock({key})::int AS flag", ct); attempt++)
        {
            if (Stopwatch.GetElapsedTime(start) >= timeout)
            {
                var holder = await Holder(key, ct);
                throw new MigrationException(MigrationProblem.LockNotHad, $"Somebody else migrates this database: {holder}.");
            }

            await Backoff.Wait(attempt, LongestPause, ct);
        }

        return new Held(this, key);
    }

    public override ValueTask<bool> HasHistory(CancellationToken ct)
    {
        var table = $"{_schema}.{MigrationStore.Table}";
        return Flag($"SELECT (to_regclass({table}) IS NOT NULL)::int AS flag", ct);
    }

    public override async ValueTask EnsureHistory(CancellationToken ct)
    {
        // CREATE … IF NOT EXISTS asks for the right to create even where nothing is to be created.
        if (!await Flag($"SELECT (to_regnamespace({_schema}) IS NOT NULL)::int AS flag", ct))
        {
            await Apply($"CREATE SCHEMA IF NOT EXISTS {_schema}", static _ => ValueTask.CompletedTask, ct);
        }

        if (!await HasHistory(ct))
        {
            _ = await Unit(
                async tx =>
                {
                    await MigrationStore.MakeTable(tx);
                    return true;
                },
                ct);
        }
    }

    public override ValueTask<T> Unit<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct) => Run(PostgresUnit.Write, unit, ct);

    /// <summary>
    /// The server itself takes the script apart: no driver knows every place where a semicolon ends no statement. It also refuses a
    /// COMMIT in it.
    /// </summary>
    public override async ValueTask Apply(string script, Func<Tx, ValueTask> complete, CancellationToken ct) => _ = await Unit(
        async tx =>
        {
            _ = await tx.Execute($"""
                SELECT set_config('search_path', {_schema}, true), set_config('keywright.script', {script}, true)
                """);
            _ = await tx.Execute($"DO $$ BEGIN EXECUTE current_setting('keywright.script'); END $$");
            await complete(tx);
            return true;
        },
        ct);

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    ValueTask<PostgresLease> IPostgresSource.Open(CancellationToken ct) => ValueTask.FromResult(new PostgresLease(this, _connection, 0));

    ValueTask IPostgresSource.Return(PostgresLease lease) => ValueTask.CompletedTask;

    private async ValueTask<bool> Flag(Sql sql, CancellationToken ct) =>
        await Run(PostgresUnit.ReadOne, tx => tx.FindValue(sql, row => row.Int("flag")), ct) == 1;

    private ValueTask<T> Run<T>(PostgresUnit kind, Func<Tx, ValueTask<T>> unit, CancellationToken ct)
    {
        var transaction = new PostgresTransaction(this, kind, _session, ct);
        return new PostgresTx(transaction, kind, _session.Schema, Instants.Cut(_time.GetUtcNow())).Complete(unit);
    }

    /// <summary>
    /// A pooler makes up the process id that it tells its clients. In transaction mode the lock would be taken in a session that belongs to
    /// somebody else a moment later.
    /// </summary>
    private async ValueTask RefusePooler(CancellationToken ct)
    {
        if (!await Flag($"SELECT (pg_backend_pid() = {_connection.ProcessID})::int AS flag", ct))
        {
            throw new MigrationException(
                MigrationProblem.Refused,
                "A connection pooler stands between this process and PostgreSQL, and migrations need one session for their lock: "
                + "set Migrations:Database to a URL that leads to PostgreSQL directly.");
        }
    }

    private long Key()
    {
        var name = string.Join('\n', "keywright migrations", _connection.Database, _session.Schema, MigrationStore.Table);
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    private async ValueTask<string> Holder(long key, CancellationToken ct)
    {
        var holder = await Unit(
            tx => tx.Find(
                $"""
                SELECT a.pid, coalesce(a.application_name, '') AS application, a.backend_start
                  FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND (l.classid::bigint << 32) | l.objid::bigint = {key}
                """,
                Describe),
            ct);
        return holder ?? "it has just finished, so try again";
    }

    private static string Describe(Row row)
    {
        var process = row.Int("pid").ToString(CultureInfo.InvariantCulture);
        return $"server process {process}, \"{row.Text("application")}\", since {Instants.ToText(row.Instant("backend_start"))}";
    }

    private sealed class Held(PostgresMigration migration, long key) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (migration._connection.State == System.Data.ConnectionState.Open)
            {
                _ = await migration.Flag($"SELECT pg_advisory_unlock({key})::int AS flag", CancellationToken.None);
            }
        }
    }
}
