namespace Keywright.EndToEnd.Migrations;

public sealed class KilledOnSqlite() : KilledTests(new OwnFilesOnSqlite());

public sealed class KilledOnPostgres() : KilledTests(new OwnFilesOnPostgres());

/// <summary>SIGKILL in the middle of a file. The next run finishes by itself.</summary>
public abstract class KilledTests(OwnFiles own) : IAsyncLifetime
{
    public Task InitializeAsync() => own.InitializeAsync();

    public Task DisposeAsync() => own.DisposeAsync();

    [Fact]
    public async Task A_transactional_file_leaves_nothing_and_is_run_again()
    {
        Prepare();
        await Kill(own, () => own.Until("SELECT status FROM migration_history WHERE migration_name = '0002_slow'", "running"));

        Assert.Equal("0001_gate", await own.Names());
        Assert.Equal("0", await own.Sql(own.IsPostgres
            ? "SELECT count(*) FROM pg_class WHERE relname = 'half' AND relnamespace = current_schema()::regnamespace"
            : "SELECT count(*) FROM sqlite_master WHERE name = 'half'"));
        await own.Sql("INSERT INTO gate (n) VALUES (1)");

        // The lock is gone with its process: there is no need to wait for it, or to give it back by hand.
        await own.Do("up", "--Migrations:LockTimeout=5s");

        Assert.Equal("0001_gate 0002_slow 0003_after", await own.Names());
        Assert.Equal("1", await own.Sql("SELECT count(*) FROM half"));
        await own.Do("validate");
    }

    [Fact]
    public async Task Of_those_who_waited_one_goes_on()
    {
        // On SQLite nobody can open the gate while it is waited for: there it opens by itself, after seconds.
        Prepare(own.IsPostgres ? int.MaxValue : 6_000_000);
        using var first = new Running(own.Command("up"));
        await own.Until("SELECT status FROM migration_history WHERE migration_name = '0002_slow'", "running");
        var waiting = Enumerable.Range(0, 4).Select(_ => own.Run("up")).ToArray();
        await first.Kill();
        if (own.IsPostgres)
        {
            await own.Sql("INSERT INTO gate (n) VALUES (1)");
        }

        var results = await Task.WhenAll(waiting);

        Assert.All(results, result => Assert.True(result.Code == 0, result.Messages));
        Assert.Equal("0001_gate 0002_slow 0003_after", await own.Names());
        Assert.Equal("1", await own.Sql("SELECT count(*) FROM half"));
    }

    [Fact]
    public async Task Whoever_does_not_wait_is_told_who_has_the_lock()
    {
        Prepare();
        using var holder = new Running(own.Command("up"));
        await own.Until("SELECT status FROM migration_history WHERE migration_name = '0002_slow'", "running");

        var refused = await own.Run("up", "--Migrations:LockTimeout=0s");

        Assert.Equal(4, refused.Code);
        Assert.Contains(
            own.IsPostgres ? $"keywright {Environment.MachineName} {holder.Id}" : $"process {holder.Id} on {Environment.MachineName}",
            refused.Messages, StringComparison.Ordinal);
        // Looking needs no lock.
        Assert.Contains("0002_slow", await own.Do("status"), StringComparison.Ordinal);
    }

    internal static async Task Kill(OwnFiles own, Func<Task> moment)
    {
        using var process = new Running(own.Command("up"));
        await moment();
        await process.Kill();
    }

    // The second file takes its time as long as the gate is shut.
    private void Prepare(int most = int.MaxValue)
    {
        own.Write("0001_gate.sql", "CREATE TABLE gate (n integer);\n");
        own.Write(
            "0002_slow.sql",
            sqlite: $"""
                CREATE TABLE half (n INTEGER);
                WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE NOT EXISTS (SELECT 1 FROM gate) AND n < {most})
                INSERT INTO half (n) SELECT max(n) FROM c;
                """,
            postgres: """
                CREATE TABLE half (n bigint);
                DO $$ BEGIN
                    FOR i IN 1 .. 1200 LOOP
                        EXIT WHEN EXISTS (SELECT 1 FROM gate);
                        PERFORM pg_sleep(0.1);
                    END LOOP;
                END $$;
                INSERT INTO half (n) VALUES (1);
                """);
        own.Write("0003_after.sql", "CREATE TABLE after (n integer);\n");
    }
}
