namespace Keywright.EndToEnd.Migrations;

public sealed class RollbackOnSqlite() : RollbackTests(new OwnFilesOnSqlite());

public sealed class RollbackOnPostgres() : RollbackTests(new OwnFilesOnPostgres());

/// <summary>The way back, as it was kept when it was applied.</summary>
public abstract class RollbackTests(OwnFiles own) : IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        await own.InitializeAsync();
        for (var i = 1; i <= 3; i++)
        {
            own.Write($"000{i}_t{i}.sql", $"CREATE TABLE t{i} (n integer);\n");
            own.Write($"000{i}_t{i}.down.sql", $"DROP TABLE t{i};\n");
        }
    }

    public Task DisposeAsync() => own.DisposeAsync();

    [Fact]
    public async Task It_works_when_the_files_are_gone()
    {
        await own.Do("up");
        own.Clear();

        await own.Do("rollback", "--steps", "2");

        Assert.Equal("0001_t1", await own.Names());
        Assert.Equal("0002_t2 0003_t3", await own.Names("rolled_back"));
        Assert.Equal("1", await Tables());
        await own.Do("rollback", "--to", "0");
        Assert.Equal("0", await Tables());
    }

    [Fact]
    public async Task Nothing_at_all_is_done_when_one_step_has_no_way_back()
    {
        File.Delete(own.PathOf("0002_t2.down.sql"));
        await own.Do("up");

        var refused = await own.Run("rollback", "--to", "0");

        Assert.Equal(1, refused.Code);
        Assert.Contains("0002_t2", refused.Messages, StringComparison.Ordinal);
        Assert.Equal("0001_t1 0002_t2 0003_t3", await own.Names());
        Assert.Equal("3", await Tables());
    }

    [Fact]
    public async Task A_batch_is_what_was_applied_together()
    {
        await own.Do("up", "--to", "1");
        await own.Do("up");

        await own.Do("rollback", "--batch");

        Assert.Equal("0001_t1", await own.Names());
        await own.Do("up");
        Assert.Equal("0001_t1 0002_t2 0003_t3", await own.Names());
    }

    [Fact]
    public async Task A_dry_run_prints_the_way_back_and_changes_nothing()
    {
        await own.Do("up");

        var printed = await own.Do("rollback", "--steps", "2", "--dry-run");

        Assert.Matches("(?s)DROP TABLE t3.*DROP TABLE t2", printed);
        Assert.DoesNotContain("DROP TABLE t1", printed, StringComparison.Ordinal);
        Assert.Equal("3", await Tables());
        Assert.Equal("0001_t1 0002_t2 0003_t3", await own.Names());
    }

    [Fact]
    public async Task A_way_back_that_fails_half_way_changes_nothing()
    {
        own.Write("0002_t2.down.sql", "DROP TABLE t2;\nDROP TABLE never_there;\n");
        await own.Do("up");

        var failed = await own.Run("rollback", "--steps", "2");

        Assert.Equal(1, failed.Code);
        Assert.Contains("never_there", failed.Messages, StringComparison.Ordinal);
        Assert.Equal("1", await Tables("t2"));
    }

    private Task<string> Tables(string pattern = "t_") => own.Sql(own.IsPostgres
        ? $"SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
            + $" AND relname LIKE '{pattern}'"
        : $"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name LIKE '{pattern}'");
}
