using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

public sealed class UpOnSqlite() : UpTests(new SqliteTestDatabase());

public sealed class UpOnPostgres() : UpTests(new PostgresTestDatabase());

public abstract class UpTests(TestDatabase database) : OwnMigrationTests(database)
{
    [Fact]
    public async Task Files_of_somebodys_own_are_applied_with_a_history_of_their_own()
    {
        Files["20260101120000_second.sql"] = Table2;
        Files["0001_first.sql"] = Table1;

        Assert.Equal("1:pending 20260101120000:pending", await States());
        Assert.Equal("0001_first 20260101120000_second", await Up());
        Assert.Equal("", await Up());

        Assert.Equal("1:completed 20260101120000:completed", await States());
        Assert.True(await Has("things_1") && await Has("things_2") && await Has("migration_history"));
    }

    [Fact]
    public async Task A_look_makes_nothing()
    {
        Files["0001_first.sql"] = Table1;

        Assert.Equal("0001_first", Assert.Single(await Migrator().Plan()).Name);
        Assert.Empty(await Migrator().Validate());
        Assert.Equal("1:pending", await States());

        Assert.False(Dialect == Dialect.Sqlite && Directory.EnumerateFiles(Settings.Data).Any());
        Assert.False(await Has("migration_history"));
    }

    [Fact]
    public async Task Out_of_order_is_an_error_that_names_both_and_can_be_allowed()
    {
        Files["0002_second.sql"] = Table2;
        await Up();
        Files["0001_first.sql"] = Table1;

        var finding = Assert.Single((await UpRefused()).Findings);
        Assert.Equal(("out_of_order", "0001_first"), (finding.Word, finding.Migration));
        Assert.Contains("0001_first.sql", finding.Message, StringComparison.Ordinal);
        Assert.Contains("0002_second.sql", finding.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MigrationException>(() => Migrator().Plan());

        Assert.Equal("0001_first", await Up(new UpOptions { OutOfOrder = true }));
    }

    [Fact]
    public async Task All_that_contradicts_the_history_is_told_at_once()
    {
        Files["0001_first.sql"] = Table1;
        Files["0003_third.sql"] = Table2;
        await Up();
        Files.Clear();
        Files["0001_first.sql"] = Table1 + "-- changed";
        Files["0002_second.sql"] = "SELECT 1;";
        Files["0003_renamed.sql"] = Table2;

        var findings = (await UpRefused()).Findings;

        Assert.Equal(
            [("missing", "0003_third"), ("changed", "0001_first"), ("duplicate", "0003_renamed"), ("out_of_order", "0002_second")],
            findings.Select(finding => (finding.Word, finding.Migration!)));
    }

    [Fact]
    public async Task A_run_can_stop_at_a_number()
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_second.sql"] = Table2;

        Assert.Equal("0001_first", await Up(new UpOptions { To = 1 }));

        Assert.Equal("1:completed 2:pending", await States());
    }

    [Fact]
    public async Task What_must_happen_before_the_first_happens_once_under_the_lock_and_not_for_nothing()
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_second.sql"] = Table2;
        var told = new List<string>();
        var options = new UpOptions
        {
            BeforeFirst = async (files, _) =>
            {
                told.Add($"{files.Count} {await Has("things_1")}");
                var hasty = Settings;
                Settings = Settings with { Migrations = new MigrationOptions { LockTimeout = TimeSpan.Zero } };
                Assert.Equal(MigrationProblem.LockNotHad, (await UpRefused()).Problem);
                Settings = hasty;
            },
        };

        await Up(options);
        await Up(options);

        Assert.Equal(["2 False"], told);
    }

    [Fact]
    public async Task What_fails_before_the_first_leaves_nothing()
    {
        Files["0001_first.sql"] = Table1;

        await Assert.ThrowsAsync<IOException>(() => Up(new UpOptions { BeforeFirst = (_, _) => throw new IOException("no space") }));

        Assert.Equal("1:pending", await States());
        Assert.Equal("0001_first", await Up());
    }

    [Fact]
    public async Task Progress_is_told()
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_second.sql"] = "-- transaction: none\n" + Table2 + " SELECT 1;";
        var told = new Told();

        await Up(new UpOptions { Progress = told });

        Assert.Equal(
            [
                "0001_first Started 1/2", "0001_first Completed 1/2", "0002_second Started 2/2", "0002_second Statement 2/2 1 of 2",
                "0002_second Statement 2/2 2 of 2", "0002_second Completed 2/2",
            ],
            told.Lines);
    }

    [Fact]
    public async Task Of_twenty_at_once_in_an_empty_database_one_migrates_and_all_succeed()
    {
        for (var i = 1; i <= 5; i++)
        {
            Files[$"000{i}_table.sql"] = $"CREATE TABLE things_{i} (id integer PRIMARY KEY); INSERT INTO things_{i} VALUES (1);";
        }

        var applied = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Up())));

        Assert.Equal("0001_table 0002_table 0003_table 0004_table 0005_table", Assert.Single(applied, names => names.Length > 0));
        Assert.Equal(5, await Number($"SELECT (SELECT count(*) FROM kw.things_1) + 4 * (SELECT count(*) FROM kw.things_5) AS n"));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_no_file_running()
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_second.sql"] = Table2;
        using var cancel = new CancellationTokenSource();
        var told = new Told { Each = progress => { if (progress.Step == MigrationStep.Completed) { cancel.Cancel(); } } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Migrator().Up(new UpOptions { Progress = told }, cancel.Token));

        Assert.Equal("1:completed 2:failed", await States());
        Assert.Equal("0002_second", await Up());
    }

    [Fact]
    public async Task A_row_that_says_running_is_failed_by_whoever_holds_the_lock_even_if_he_may_not_run()
    {
        Files["0001_first.sql"] = Table1;
        await Up();
        Files["0003_third.sql"] = Table2;
        await Opened.Write(async tx =>
        {
            await MigrationStore.Start(tx, Parsed()[1], batch: 2);
            return 0;
        });
        Assert.Equal("running", Assert.Single(await Migrator().Validate()).Word);
        Files["0001_first.sql"] += " ";

        await UpRefused();

        Assert.Equal("its process ended before it did", (await Row("0003_third")).Error);
        Assert.Equal(["changed", "failed"], (await Migrator().Validate()).Select(finding => finding.Word));
    }

    [Fact]
    public async Task A_history_of_an_earlier_version_is_read_and_then_brought_up_to_date()
    {
        Files["0001_first.sql"] = Table1;
        await Up();
        await Write($"ALTER TABLE kw.migration_history DROP COLUMN checkpoints");
        await Write($"ALTER TABLE kw.migration_history DROP COLUMN min_app_version");
        Files["0002_second.sql"] = "-- min-app-version: 1.2\n" + Table2;

        Assert.Equal("1:completed 2:pending", await States());
        Assert.Equal("0002_second", await Up());

        Assert.Equal("1.2", (await Row("0002_second")).MinAppVersion);
    }

    [Fact]
    public async Task Two_hundred_small_files_take_no_time()
    {
        for (var i = 1; i <= 200; i++)
        {
            Files[$"{i:0000}_t.sql"] = $"CREATE TABLE t_{i} (id integer PRIMARY KEY, name text NOT NULL);";
        }

        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        await Up();

        // A guard against a commit or a scan a file, not a benchmark: that is in bench/.
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }

    private sealed class Told : IProgress<MigrationProgress>
    {
        public List<string> Lines { get; } = [];

        public Action<MigrationProgress>? Each { get; init; }

        public void Report(MigrationProgress value)
        {
            Lines.Add($"{value.Name} {value.Step} {value.Number}/{value.Count} {value.Detail}".TrimEnd());
            Each?.Invoke(value);
        }
    }
}
