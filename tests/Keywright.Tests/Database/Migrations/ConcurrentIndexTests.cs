using Keywright.Database.Migrations;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

/// <summary>CREATE INDEX CONCURRENTLY, which leaves an INVALID index when it fails or its process dies.</summary>
public sealed class ConcurrentIndexTests() : OwnMigrationTests(new PostgresTestDatabase())
{
    private const string Build = "-- transaction: none\nCREATE UNIQUE INDEX CONCURRENTLY things_by_n ON things (n);";

    public override async Task InitializeAsync()
    {
        Files["0001_things.sql"] = "CREATE TABLE things (id integer PRIMARY KEY, n integer); INSERT INTO things VALUES (1, 7), (2, 7);";
        await Up();
    }

    [Fact]
    public async Task One_that_failed_is_dropped_and_built_anew()
    {
        Files["0002_index.sql"] = Build;
        await UpRefused();
        Assert.Equal(false, await IsValid());
        await Write($"DELETE FROM kw.things WHERE id = 2");

        Assert.Equal("0002_index", await Up());

        Assert.Equal(true, await IsValid());
    }

    [Fact]
    public async Task One_that_was_built_by_a_process_that_died_before_it_could_say_so_is_kept()
    {
        await Write($"DELETE FROM kw.things WHERE id = 2");
        Files["0002_index.sql"] = Build;
        var statement = Build.Split('\n')[1].TrimEnd(';');
        await Opened.Write(async tx =>
        {
            await MigrationStore.Start(tx, Parsed()[1], 2);
            await MigrationStore.Checkpoint(tx, "0002_index", Checkpoints.BegunLine(isDown: false, Checkpoints.HashOf(statement)));
            return 0;
        });
        await PostgresTestServer.Run($"CREATE UNIQUE INDEX things_by_n ON {Settings.Schema}.things (n)");

        Assert.Equal("0002_index", await Up());

        Assert.Equal(true, await IsValid());
    }

    [Fact]
    public async Task One_of_that_name_that_was_there_before_is_no_proof_that_ours_was_built()
    {
        await Write($"DELETE FROM kw.things WHERE id = 2");
        await PostgresTestServer.Run($"CREATE INDEX things_by_n ON {Settings.Schema}.things (id)");
        Files["0002_index.sql"] = Build;

        await UpRefused();
        var again = await UpRefused();

        Assert.Contains("already exists", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_not_exists_is_not_content_with_an_index_that_is_invalid()
    {
        var schema = Settings.Schema;
        await Assert.ThrowsAnyAsync<Exception>(() =>
            PostgresTestServer.Run($"CREATE UNIQUE INDEX CONCURRENTLY things_by_n ON {schema}.things (n)"));
        Files["0002_index.sql"] = Build.Replace("CONCURRENTLY", "CONCURRENTLY IF NOT EXISTS", StringComparison.Ordinal);

        var error = await UpRefused();

        Assert.Contains("things_by_n is INVALID", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_wait_for_the_lock_do_not_stand_in_its_way()
    {
        await Write($"DELETE FROM kw.things WHERE id = 2");
        Files["0002_index.sql"] = Build;
        Files["0003_drop.sql"] = "-- transaction: none\nDROP INDEX CONCURRENTLY things_by_n;";

        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Up())));

        Assert.Equal("0002_index 0003_drop", Assert.Single(applied, names => names.Length > 0));
    }

    [Fact]
    public async Task Its_way_back_may_be_concurrent_too()
    {
        await Write($"DELETE FROM kw.things WHERE id = 2");
        Files["0002_index.sql"] = Build;
        Files["0002_index.down.sql"] = "-- transaction: none\nDROP INDEX CONCURRENTLY things_by_n;";
        await Up();

        Assert.Equal("0002_index", await Undo(new RollbackRequest { Steps = 1, By = "ann" }));

        Assert.Null(await IsValid());
        Assert.Equal("0002_index", await Up());
    }

    [Fact]
    public async Task A_function_in_standard_sql_is_one_statement_among_others()
    {
        Files["0002_mixed.sql"] = """
            -- transaction: none
            SET maintenance_work_mem = '9MB';
            CREATE FUNCTION two() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
            DO $$ BEGIN COMMIT; END $$;
            CREATE TABLE seen AS SELECT two() AS n, current_setting('maintenance_work_mem') AS memory;
            """;
        Files["0003_after.sql"] = "CREATE TABLE after AS SELECT current_setting('maintenance_work_mem') AS memory;";

        await Up();

        Assert.Equal("9MB", await PostgresTestServer.Run($"SELECT memory FROM {Settings.Schema}.seen WHERE n = 2"));
        Assert.NotEqual("9MB", await PostgresTestServer.Run($"SELECT memory FROM {Settings.Schema}.after"));
    }

    private async Task<object?> IsValid() => await PostgresTestServer.Run(
        $"SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('{Settings.Schema}.things_by_n')");
}
