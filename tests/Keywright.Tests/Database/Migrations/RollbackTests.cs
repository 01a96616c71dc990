using Keywright.Database.Migrations;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

public sealed class RollbackOnSqlite() : RollbackTests(new SqliteTestDatabase());

public sealed class RollbackOnPostgres() : RollbackTests(new PostgresTestDatabase());

public abstract class RollbackTests(TestDatabase database) : OwnMigrationTests(database)
{
    private static readonly RollbackRequest One = new() { Steps = 1, By = "ann" };

    private static readonly RollbackRequest All = new() { To = 0, By = "ann" };

    public override async Task InitializeAsync()
    {
        Add(1);
        Add(2);
        await Up();
        Add(3);
        Add(4);
        await Up();
    }

    [Fact]
    public async Task Steps_undo_the_newest_first()
    {
        Assert.Equal("0004_t 0003_t 0002_t", await Undo(One with { Steps = 3 }));

        Assert.Equal("1:completed 2:rolled_back 3:rolled_back 4:rolled_back", await States());
        Assert.True(await Has("t_1"));
        Assert.False(await Has("t_2") || await Has("t_3") || await Has("t_4"));
    }

    [Fact]
    public async Task The_history_keeps_who_and_when()
    {
        await Undo(One);

        var row = await Row("0004_t");
        Assert.Equal(("ann", true), (row.RolledBackBy, row.RolledBackAt is not null));
    }

    [Fact]
    public async Task The_last_batch_is_undone_as_one() =>
        Assert.Equal("0004_t 0003_t", await Undo(new RollbackRequest { LastBatch = true, By = "ann" }));

    [Fact]
    public async Task Everything_above_a_number_is_undone() => Assert.Equal("0004_t 0003_t 0002_t", await Undo(All with { To = 1 }));

    [Fact]
    public async Task Everything_can_be_undone_but_never_by_default()
    {
        var requests = new[] { One with { Steps = null }, One with { Steps = 0 }, One with { LastBatch = true }, All with { To = -1 } };
        foreach (var request in requests)
        {
            await Refused(request, "in one way");
        }

        Assert.Equal("0004_t 0003_t 0002_t 0001_t", await Undo(All));
        Assert.False(await Has("t_1"));
        Assert.Equal("", await Undo(All));
    }

    [Fact]
    public async Task More_steps_than_there_are_and_a_number_that_is_none_are_refused()
    {
        await Refused(One with { Steps = 5 }, "only 4");
        await Refused(All with { To = 7 }, "No migration 7");
    }

    [Fact]
    public async Task A_dry_run_tells_the_statements_and_changes_nothing()
    {
        var steps = await Migrator().Rollback(All with { DryRun = true });

        Assert.Equal("DROP TABLE t_4;\n", steps[0].Sql);
        Assert.Equal(4, steps.Count);
        Assert.Equal("1:completed 2:completed 3:completed 4:completed", await States());
    }

    [Fact]
    public async Task It_works_when_the_files_are_gone()
    {
        Files.Clear();

        Assert.Equal("0004_t 0003_t 0002_t 0001_t", await Undo(All));
    }

    [Fact]
    public async Task What_was_undone_can_be_applied_again()
    {
        await Undo(One with { Steps = 2 });

        Assert.Equal("0003_t 0004_t", await Up());

        var row = await Row("0004_t");
        Assert.Equal(("completed", null, null, 4), (row.State, row.RolledBackAt, row.RolledBackBy, row.Batch + 1));
        Assert.Equal("0004_t", await Undo(One));
    }

    [Fact]
    public async Task Nothing_happens_when_one_step_cant_be_undone()
    {
        Files["0005_no_way_back.sql"] = "CREATE TABLE t_5 (id integer);";
        Add(6);
        await Up();

        await Refused(All, "0005_no_way_back can't be undone");
        await Refused(One with { Steps = 2 }, "0005_no_way_back can't be undone");
        await Refused(One with { Steps = 2, DryRun = true }, "0005_no_way_back can't be undone");

        Assert.True(await Has("t_6"));
        Assert.Equal("0006_t", await Undo(One));
    }

    [Fact]
    public async Task A_step_that_fails_stays_applied_and_those_before_it_stay_undone()
    {
        Files["0005_t.sql"] = "CREATE TABLE t_5 (id integer);";
        Files["0005_t.down.sql"] = "DROP TABLE t_5; DROP TABLE no_such_table;";
        Add(6);
        await Up();

        var error = await Assert.ThrowsAsync<MigrationException>(() => Undo(One with { Steps = 3 }));

        Assert.Equal(MigrationProblem.Failed, error.Problem);
        Assert.Contains("0005_t", error.Message, StringComparison.Ordinal);
        Assert.True(await Has("t_5"));
        Assert.Equal("1:completed 2:completed 3:completed 4:completed 5:completed 6:rolled_back", await States());
    }

    [Fact]
    public async Task A_way_back_without_a_transaction_goes_on_where_it_stopped()
    {
        Files["0005_t.sql"] = "CREATE TABLE t_5 (id integer); CREATE TABLE t_6 (id integer); CREATE TABLE block (id integer);";
        Files["0005_t.down.sql"] =
            "-- transaction: none\nDROP TABLE t_5; CREATE TABLE block (id integer); DROP TABLE t_6; DROP TABLE block;";
        await Up();
        await Assert.ThrowsAsync<MigrationException>(() => Undo(One));
        Assert.False(await Has("t_5"));
        Assert.Contains("half undone", (await UpRefused()).Message, StringComparison.Ordinal);
        await Write($"DROP TABLE kw.block");

        Assert.Equal("0005_t", await Undo(One));

        Assert.False(await Has("t_6"));
        Assert.Equal("0005_t", await Up(), ignoreCase: false);
    }

    [Fact]
    public async Task Out_of_order_what_was_applied_last_is_undone_first()
    {
        await Undo(One with { Steps = 3 });
        Files.Remove("0002_t.sql", out var second);
        Files.Remove("0002_t.down.sql", out var back);
        await Up();
        (Files["0002_t.sql"], Files["0002_t.down.sql"]) = (second!, back!);
        await Up(new UpOptions { OutOfOrder = true });

        Assert.Equal("0002_t", await Undo(One));
    }

    private void Add(int number)
    {
        Files[$"000{number}_t.sql"] = $"CREATE TABLE t_{number} (id integer);";
        Files[$"000{number}_t.down.sql"] = $"DROP TABLE t_{number};";
    }

    private async Task Refused(RollbackRequest request, string reason)
    {
        var error = await Assert.ThrowsAsync<MigrationException>(() => Migrator().Rollback(request));

        Assert.Equal(MigrationProblem.Refused, error.Problem);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("rolled_back", await States(), StringComparison.Ordinal);
    }
}
