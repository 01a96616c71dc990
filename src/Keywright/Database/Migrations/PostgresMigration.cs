using System.Globalization;
using Keywright.Database.Migrations.Running;
using Keywright.Database.Migrations.Scripts;
using Keywright.Database.Postgres;
using Npgsql;

namespace Keywright.Database.Migrations;

/// <summary>One unpooled connection to PostgreSQL, whose session holds an advisory lock.</summary>
internal sealed class PostgresMigration : MigrationConnection, IPostgresSource
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly PostgresSession _session;
    private readonly string _schema;
    private readonly TimeProvider _time;
    private bool _isLinux;

    private PostgresMigration(DatabaseTarget.Postgres target, DatabaseSettings settings, TimeProvider time)
    {
        _source = PostgresConnect.Open(PostgresConnect.Single(target, settings.Pool));
        _connection = _source.CreateConnection();
        _session = new PostgresSession(settings.Schema, SetTimeout: null);
        _schema = $"\"{settings.Schema}\"";
        _time = time;
    }

    public override Dialect Dialect => Dialect.Postgres;

    /// <summary>Of the history and of the files, in quotes.</summary>
    public string Schema => _schema;

    public bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    private LockPatience Patience => new(_source, _connection.ProcessID);

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
        var held = new PostgresAdvisoryLock(this, PostgresAdvisoryLock.KeyOf(_connection.Database, _session.Schema));
        await held.Take(timeout, ct);
        return held;
    }

    public override async ValueTask<HistoryForm> History(CancellationToken ct)
    {
        var table = $"{_schema}.{MigrationStore.Table}";
        var columns = await Number(
            $"""
            SELECT count(*)::int + count(*) FILTER (WHERE attname IN ('min_app_version', 'checkpoints'))::int * 1000 AS n
              FROM pg_attribute WHERE attrelid = to_regclass({table}) AND attnum > 0 AND NOT attisdropped
            """, ct);
        return columns switch { 0 => HistoryForm.None, < 2000 => HistoryForm.Older, _ => HistoryForm.Current };
    }

    public override async ValueTask EnsureHistory(CancellationToken ct)
    {
        var form = await History(ct);
        // CREATE … IF NOT EXISTS asks for the right to create even where nothing is to be created.
        if (form == HistoryForm.None && await Number($"SELECT (to_regnamespace({_schema}) IS NULL)::int AS n", ct) == 1)
        {
            await Apply(new MigrationScript($"CREATE SCHEMA IF NOT EXISTS {_schema}"), static _ => ValueTask.CompletedTask, ct);
        }

        if (form != HistoryForm.Current)
        {
            await Unit(form == HistoryForm.None ? MigrationStore.MakeTable : MigrationStore.AddColumns, ct);
        }
    }

    public override ValueTask<T> Unit<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct) =>
        Run(PostgresUnit.Write, (tx, _) => unit(tx), ct);

    /// <summary>
    /// The server itself takes the script apart: nobody knows better every place where a semicolon ends no statement. It also refuses a
    /// COMMIT in it.
    /// </summary>
    public override ValueTask Apply(MigrationScript script, Func<Tx, ValueTask> complete, CancellationToken ct) => Patience.Run(
        script,
        async _ => await Run(
            PostgresUnit.Write,
            async (tx, transaction) =>
            {
                foreach (var setting in Settings(script))
                {
                    transaction.PutOff(setting);
                }

                _ = await tx.Execute($"DO $$ BEGIN EXECUTE current_setting('keywright.script'); END $$");
                // The script may have gone on as the owner of its tables, who knows no history.
                transaction.PutOff(new NpgsqlBatchCommand("RESET SESSION AUTHORIZATION"));
                transaction.PutOff(new NpgsqlBatchCommand("RESET ROLE"));
                await complete(tx);
                return true;
            },
            ct),
        ct);

    public override async ValueTask Apply(MigrationScript script, SqlStatement statement, StatementMarks marks, CancellationToken ct)
    {
        if (!statement.Has("CONCURRENTLY"))
        {
            try
            {
                await Apply(script with { Sql = statement.Text }, marks.Done, ct);
                return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ActiveSqlTransaction or "2D000")
            {
                // VACUUM and its like, or a procedure that commits: it takes no transaction, and has changed nothing.
            }
        }

        var alone = new PostgresAlone(this, script, statement, marks);
        await Patience.Run(script, attempt => alone.Run(attempt > 1, ct), ct);
        await Unit(marks.Done, ct);
    }

    /// <summary>The number that a statement of its own gives in column <c>n</c>. No transaction stays open.</summary>
    public async ValueTask<int> Number(Sql sql, CancellationToken ct) =>
        await Run(PostgresUnit.ReadOne, (tx, _) => tx.FindValue(sql, row => row.Int("n")), ct) ?? 0;

    /// <summary>Runs a statement that takes no transaction, with settings for the session.</summary>
    public async ValueTask Alone(MigrationScript script, string statement)
    {
        await using var batch = _connection.CreateBatch();
        foreach (var setting in SessionSettings(script))
        {
            batch.BatchCommands.Add(setting);
        }

        _ = await batch.ExecuteNonQueryAsync(CancellationToken.None);
#pragma warning disable CA2100 // The migrations of whoever runs them.
        await using var command = new NpgsqlCommand(statement, _connection);
#pragma warning restore CA2100
        _ = await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    ValueTask<PostgresLease> IPostgresSource.Open(CancellationToken ct) => ValueTask.FromResult(new PostgresLease(this, _connection, 0));

    ValueTask IPostgresSource.Return(PostgresLease lease) => ValueTask.CompletedTask;

    private ValueTask<T> Run<T>(PostgresUnit kind, Func<Tx, PostgresTransaction, ValueTask<T>> unit, CancellationToken ct)
    {
        var transaction = new PostgresTransaction(this, kind, _session, ct);
        var tx = new PostgresTx(transaction, kind, _session.Schema, Instants.Cut(_time.GetUtcNow()));
        return tx.Complete(tx => unit(tx, transaction));
    }

    private IEnumerable<NpgsqlBatchCommand> Settings(MigrationScript script)
    {
        var settings = new List<(string, string)>
        {
            ("search_path", _schema),
            ("lock_timeout", Milliseconds(script.LockTimeout)),
            ("keywright.script", script.Sql),
        };
        if (script.Headers.StatementTimeout is { } timeout)
        {
            settings.Add(("statement_timeout", Milliseconds(timeout)));
        }

        if (script.IsFollowed)
        {
            settings.Add(("synchronous_commit", "off"));
        }

        return Commands(script.IsFresh, settings, isLocal: true);
    }

    /// <summary>A CONCURRENTLY waits for every old transaction and holds nobody up meanwhile: the header alone limits it.</summary>
    private IEnumerable<NpgsqlBatchCommand> SessionSettings(MigrationScript script)
    {
        var settings = new List<(string, string)> { ("search_path", _schema) };
        if (script.Headers.LockTimeout is { } forLocks)
        {
            settings.Add(("lock_timeout", Milliseconds(forLocks)));
        }

        if (script.Headers.StatementTimeout is { } timeout)
        {
            settings.Add(("statement_timeout", Milliseconds(timeout)));
        }

        return Commands(script.IsFresh, settings, isLocal: false);
    }

    /// <param name="isFresh">Whether to forget what an earlier script set for the session, as dumps do.</param>
    /// <param name="settings">Names and values.</param>
    /// <param name="isLocal">Whether they end with the transaction.</param>
    private IEnumerable<NpgsqlBatchCommand> Commands(bool isFresh, List<(string Name, string Value)> settings, bool isLocal)
    {
        if (isFresh)
        {
            yield return new NpgsqlBatchCommand("RESET ALL");
        }

        if (_isLinux)
        {
            // A server process whose client was killed notices, and lets the lock go. Other systems can't tell it (PostgreSQL 18 §19.3.2).
            settings.Add(("client_connection_check_interval", "2000"));
        }

        var command = new NpgsqlBatchCommand("SELECT set_config(n, v, $3) FROM unnest($1, $2) AS s (n, v)");
        _ = command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. settings.Select(setting => setting.Name)] });
        _ = command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. settings.Select(setting => setting.Value)] });
        _ = command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = isLocal });
        yield return command;
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// A pooler makes up the process id that it tells its clients. In transaction mode the lock would be taken in a session that belongs to
    /// somebody else a moment later.
    /// </summary>
    private async ValueTask RefusePooler(CancellationToken ct)
    {
        var found = await Number(
            $"SELECT (pg_backend_pid() = {_connection.ProcessID})::int + (version() LIKE '%linux%')::int * 2 AS n", ct);
        _isLinux = (found & 2) != 0;
        if ((found & 1) == 0)
        {
            throw new MigrationException(
                MigrationProblem.Refused,
                "A connection pooler stands between this process and PostgreSQL, and migrations need one session for their lock: "
                + "set Migrations:Database to a URL that leads to PostgreSQL directly.");
        }
    }
}
