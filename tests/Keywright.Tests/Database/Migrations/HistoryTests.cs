using Keywright.Database.Migrations;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

public sealed class HistoryOnSqlite() : HistoryTests(new SqliteTestDatabase());

public sealed class HistoryOnPostgres() : HistoryTests(new PostgresTestDatabase());

/// <summary>What validate finds, and what repair and baseline write.</summary>
public abstract class HistoryTests(TestDatabase database) : OwnMigrationTests(database)
{
    [Fact]
    public async Task Validate_finds_each_thing_that_is_wrong_and_changes_none()
    {
        Files["0001_first.sql"] = Table1;
        Files["0003_third.sql"] = Table2;
        await Up();
        Files["0004_fourth.sql"] = "no sql at all;";
        await UpRefused();
        Files.Remove("0003_third.sql");
        Files["0001_first.sql"] += "-- changed";
        Files["0002_second.sql"] = "SELECT 1;";

        var findings = await Migrator().Validate(Proof("The column x of things_1 is missing."));

        Assert.Equal(
            [
                ("missing", "0003_third"), ("changed", "0001_first"), ("out_of_order", "0002_second"), ("failed", "0004_fourth"),
                ("schema", null),
            ],
            findings.Select(finding => (finding.Word, finding.Migration)));
        Assert.All(findings.Take(4), finding => Assert.Contains(finding.Migration!, finding.Message, StringComparison.Ordinal));
        Assert.Equal("1:completed 2:pending 3:completed 4:failed", await States());
    }

    [Fact]
    public async Task Validate_finds_nothing_where_all_is_well()
    {
        Files["0001_first.sql"] = Table1;
        await Up();
        Files["0002_second.sql"] = Table2;
        IReadOnlyList<MigrationFile>? expected = null;

        Assert.Empty(await Migrator().Validate((applied, _) =>
        {
            expected = applied;
            return Proof()(applied, CancellationToken.None);
        }));

        Assert.Equal("0001_first", Assert.Single(expected!).Name);
    }

    [Fact]
    public async Task Repair_makes_history_true_again_after_the_proof()
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_gone.sql"] = "SELECT 1;";
        Files["0003_third.sql"] = Table2;
        await Up();
        Files["0004_stopped.sql"] = "-- transaction: none\nSELECT 1; no sql at all;";
        await UpRefused();
        Files["0001_first.sql"] += "-- a remark";
        Files.Remove("0002_gone.sql");

        var refused = await Assert.ThrowsAsync<MigrationException>(() => Migrator().Repair(Proof("things_1 has no column x.")));
        Assert.Contains("Nothing is repaired", refused.Message, StringComparison.Ordinal);
        Assert.Contains("things_1 has no column x.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await Migrator().Validate()).Count);

        var steps = await Migrator().Repair(Proof());

        Assert.Equal(
            [("0001_first", "realigned"), ("0004_stopped", "cleared"), ("0002_gone", "forgotten")],
            steps.Select(step => (step.Name, step.Action)));
        Assert.Empty(await Migrator().Validate());
        Assert.Equal("1:completed 2:rolled_back 3:completed 4:pending", await States());
        Assert.Empty(await Migrator().Repair((_, _) => throw new InvalidOperationException("There is nothing to prove.")));
    }

    [Fact]
    public async Task Repair_does_not_forget_what_a_newer_version_applied()
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_newer.sql"] = "-- type: data\nSELECT 1;";
        await Up();
        Files.Remove("0002_newer.sql");

        var error = await Assert.ThrowsAsync<MigrationException>(() => Migrator().Repair(Proof()));

        Assert.Contains("0002_newer.sql", error.Message, StringComparison.Ordinal);
        Assert.Equal("1:completed 2:completed", await States());
    }

    [Fact]
    public async Task A_baseline_marks_files_as_applied_after_the_proof_and_runs_none()
    {
        Files["0001_first.sql"] = Table1;
        Files["0001_first.down.sql"] = "DROP TABLE things_1;";
        Files["0002_second.sql"] = Table2;
        Files["0003_third.sql"] = "CREATE TABLE things_3 (id integer);";

        var refused = await Assert.ThrowsAsync<MigrationException>(() => Migrator().Baseline(2, Proof("things_1 is missing.")));
        Assert.Contains("things_1 is missing.", refused.Message, StringComparison.Ordinal);
        Assert.False(await Has("migration_history"));

        Assert.Equal(["0001_first", "0002_second"], (await Migrator().Baseline(2, Proof())).Select(file => file.Name));

        Assert.Equal("1:completed 2:completed 3:pending", await States());
        Assert.False(await Has("things_1"));
        Assert.Equal("0003_third", await Up());
    }

    [Fact]
    public async Task A_baseline_is_refused_where_there_is_history_and_for_a_number_that_is_none()
    {
        Files["0001_first.sql"] = Table1;
        var none = await Assert.ThrowsAsync<MigrationException>(() => Migrator().Baseline(7, Proof()));
        await Up();
        var late = await Assert.ThrowsAsync<MigrationException>(() => Migrator().Baseline(1, Proof()));

        Assert.Contains("no migration 7", none.Message, StringComparison.Ordinal);
        Assert.Contains("a history already", late.Message, StringComparison.Ordinal);
    }
}
