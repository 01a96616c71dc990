using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Migrations;

public sealed class MigratorOnSqlite() : MigratorTests(new SqliteTestDatabase());

public sealed class MigratorOnPostgres() : MigratorTests(new PostgresTestDatabase());

public abstract class MigratorTests(TestDatabase database) : IAsyncLifetime
{
    // Beyond our own, which the test database has already.
    private const string First =
        "CREATE TABLE first_things (id integer PRIMARY KEY, note text);\nINSERT INTO first_things VALUES (1, 'a;b');";

    private const string Second = "CREATE TABLE second_things (id integer PRIMARY KEY);";

    private readonly List<(string Name, string Text)> _files = [];
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync() => _database = await database.Open();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task What_is_pending_is_applied_once()
    {
        Add("8001_first.sql", "-- description: The first.\n" + First);
        Add("8001_first.down.sql", "DROP TABLE first_things;");
        Add("8002_second.sql", "-- type: function\n" + Second);

        Assert.Equal(["8001_first.sql", "8002_second.sql"], await Up());
        Assert.Empty(await Up());

        Assert.Equal(1, await Count("first_things"));
        var first = await Row("8001_first");
        Assert.Equal((MigrationState.Completed, 2, "The first.", true), (first.State, first.Batch, first.Description, first.CanRollback));
        Assert.True(first.CompletedAt >= first.AppliedAt);
        Assert.False((await Row("8002_second")).CanRollback);
    }

    [Fact]
    public async Task The_history_keeps_the_way_back_and_the_type()
    {
        Add("8001_first.sql", "-- type: data\n" + First);
        Add("8001_first.down.sql", "DROP TABLE first_things;");
        await Up();

        var kept = await _database.ReadOne(tx => tx.Find(
            $"SELECT rollback_sql, migration_type, migration_file FROM kw.migration_history WHERE migration_name = {"8001_first"}",
            row => (row.Text("rollback_sql"), row.Text("migration_type"), row.Text("migration_file")).ToString()));

        Assert.Equal(("DROP TABLE first_things;\n", "data", "8001_first.sql").ToString(), kept);
    }

    [Fact]
    public async Task Each_run_is_a_batch()
    {
        Add("8001_first.sql", First);
        await Up();
        Add("8002_second.sql", Second);
        await Up();

        Assert.Equal((2, 3), ((await Row("8001_first")).Batch, (await Row("8002_second")).Batch));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_but_its_row_and_can_be_mended()
    {
        Add("8001_first.sql", First);
        Add("8002_second.sql", Second + "\nINSERT INTO no_such_table VALUES (1);");
        Add("8003_third.sql", "CREATE TABLE third_things (id integer PRIMARY KEY);");

        var error = await Assert.ThrowsAsync<MigrationException>(Up);

        Assert.Equal(MigrationProblem.Failed, error.Problem);
        Assert.Contains("8002_second.sql", error.Message, StringComparison.Ordinal);
        Assert.Contains("no_such_table", error.Message, StringComparison.Ordinal);
        var failed = await Row("8002_second");
        Assert.Equal(MigrationState.Failed, failed.State);
        Assert.Contains("no_such_table", failed.Error, StringComparison.Ordinal);
        Assert.Equal(MigrationState.Pending, (await Row("8003_third")).State);

        _files[1] = ("8002_second.sql", Second);
        Assert.Equal(["8002_second.sql", "8003_third.sql"], await Up());
        Assert.Null((await Row("8002_second")).Error);
    }

    [Fact]
    public async Task A_row_of_a_process_that_died_is_run_again()
    {
        Add("8001_first.sql", First);
        var file = MigrationFiles.Parse(_files, database.Dialect)[0];
        await _database.Write(async tx =>
        {
            await MigrationStore.Start(tx, file, batch: 2);
            return 0;
        });
        Assert.Equal(MigrationState.Running, (await Row("8001_first")).State);

        Assert.Equal(["8001_first.sql"], await Up());

        Assert.Equal(MigrationState.Completed, (await Row("8001_first")).State);
    }

    [Fact]
    public async Task A_changed_file_is_refused_by_name()
    {
        Add("8001_first.sql", First);
        await Up();
        _files[0] = ("8001_first.sql", First + "\n-- harmless");
        Add("8002_second.sql", Second);

        var error = await Assert.ThrowsAsync<MigrationException>(Up);

        Assert.Equal(MigrationProblem.Refused, error.Problem);
        Assert.StartsWith("8001_first.sql was changed", error.Message, StringComparison.Ordinal);
        Assert.Equal(MigrationState.Pending, (await Row("8002_second")).State);
    }

    [Fact]
    public async Task A_number_below_the_newest_applied_is_refused_by_name()
    {
        Add("8002_second.sql", Second);
        await Up();
        Add("8001_first.sql", First);

        var error = await Assert.ThrowsAsync<MigrationException>(Up);

        Assert.Equal(MigrationProblem.Refused, error.Problem);
        Assert.StartsWith("8001_first.sql is pending", error.Message, StringComparison.Ordinal);
        Assert.Contains("8002_second.sql", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_refused_by_name()
    {
        Add("8001_first.sql", First);
        await Up();
        _files.Clear();

        var error = await Assert.ThrowsAsync<MigrationException>(Up);

        Assert.StartsWith("8001_first.sql was applied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_twenty_at_once_one_migrates_and_all_succeed()
    {
        for (var i = 1; i <= 5; i++)
        {
            Add($"800{i}_table.sql", $"CREATE TABLE things_{i} (id integer PRIMARY KEY); INSERT INTO things_{i} VALUES (1);");
        }

        var applied = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(Up)));

        Assert.Equal(5, Assert.Single(applied, files => files.Count > 0).Count);
        Assert.Equal(1, await Count("things_5"));
    }

    [Fact]
    public async Task Who_gets_no_lock_in_time_is_told_who_has_it()
    {
        Add("8001_first.sql", First);
        await using var other =
            await OpenDatabase.MigrationConnection(_database, database.Settings, database.Clock, CancellationToken.None);
        await using (await other.Lock(TimeSpan.Zero, CancellationToken.None))
        {
            var hasty = database.Settings with { Migrations = new MigrationOptions { LockTimeout = TimeSpan.FromMilliseconds(100) } };
            var migrator = OpenDatabase.Migrator(_database, hasty, database.Clock, NullLoggerFactory.Instance, Files());

            var error = await Assert.ThrowsAsync<MigrationException>(() => migrator.Up());

            Assert.Equal(MigrationProblem.LockNotHad, error.Problem);
            Assert.Matches("process [0-9]+.*since 20", error.Message);
        }

        Assert.Equal(["8001_first.sql"], await Up());
    }

    [Fact]
    public async Task Status_tells_and_changes_nothing()
    {
        Add("8001_first.sql", First);

        var status = await database.Migrator(_database, Files()).Status();

        Assert.Equal(MigrationFiles.Embedded(database.Dialect).Count, status.Count(row => row.State == MigrationState.Completed));
        Assert.Equal(MigrationState.Pending, status[^1].State);
        Assert.Equal("8001_first.sql", Assert.Single(await Up()));
    }

    [Fact]
    public async Task Functions_triggers_and_texts_with_semicolons_survive()
    {
        Add("8001_first.sql", First);
        Add("8002_trigger.sqlite.sql", """
            CREATE TRIGGER keep_note AFTER UPDATE ON first_things BEGIN
                UPDATE first_things SET note = note || ';' WHERE id = NEW.id AND note NOT LIKE '%;'; /* ; */
                -- ; '
            END;
            """);
        Add("8002_trigger.postgres.sql", """
            CREATE FUNCTION keep_note() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                NEW.note := NEW.note || ';'; /* ; */ -- ; '
                RETURN NEW;
            END;
            $body$;
            CREATE FUNCTION one() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 2; SELECT 1; END;
            CREATE TRIGGER keep_note BEFORE UPDATE ON first_things FOR EACH ROW EXECUTE FUNCTION keep_note();
            """);

        await Up();

        await _database.Write(tx => tx.Execute($"UPDATE kw.first_things SET note = {"x"}"));
        Assert.Equal("x;", await _database.ReadOne(tx => tx.Find($"SELECT note FROM kw.first_things", row => row.Text("note"))));
    }

    private void Add(string name, string text) => _files.Add((name, text));

    /// <summary>Ours, which are applied, and those of the test.</summary>
    private List<MigrationFile> Files() =>
        [.. MigrationFiles.Embedded(database.Dialect), .. MigrationFiles.Parse(_files, database.Dialect)];

    private async Task<List<string>> Up() =>
        [.. (await database.Migrator(_database, Files()).Up()).Select(file => file.FileName)];

    private async Task<MigrationStatus> Row(string name) =>
        Assert.Single(await database.Migrator(_database, Files()).Status(), row => row.Name == name);

    private async Task<int?> Count(string table) => await _database.ReadOne(tx => tx.FindValue(
        table == "first_things" ? (Sql)$"SELECT count(*) AS rows FROM kw.first_things" : $"SELECT count(*) AS rows FROM kw.things_5",
        row => row.Int("rows")));
}
