using System.Diagnostics;

namespace Keywright.EndToEnd.Migrations;

/// <summary>A migration that waits for somebody's lock makes all who come later wait: so it gives up soon, and tries again.</summary>
public sealed class LockTimeoutTests : IAsyncLifetime
{
    private readonly OwnFilesOnPostgres _own = new();

    public async Task InitializeAsync()
    {
        await _own.InitializeAsync();
        _own.Write("0001_notes.sql", "CREATE TABLE notes (id integer);\n");
        await _own.Do("up");
        _own.Write("0002_more.sql", "-- lock-timeout: 1s\nALTER TABLE notes ADD COLUMN more integer;\n");
    }

    public Task DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task It_names_the_blocker_lets_readers_through_and_succeeds_when_the_blocker_is_done()
    {
        await using var blocker = await _own.Connect();
        await using var open = await blocker.BeginTransactionAsync();
        await OwnFilesOnPostgres.Sql(blocker, "SELECT count(*) FROM notes");
        var pid = await OwnFilesOnPostgres.Sql(blocker, "SELECT pg_backend_pid()");
        using var process = Process.Start(_own.Command("up", "--progress", "lines"))!;

        // Reads the table again and again until the migration has tried at least once.
        var slowest = TimeSpan.Zero;
        var said = "";
        while (!said.Contains("waiting", StringComparison.Ordinal))
        {
            Assert.False(process.HasExited);
            var line = process.StandardError.ReadLineAsync();
            do
            {
                var start = Stopwatch.GetTimestamp();
                Assert.Equal("0", await _own.Sql("SELECT count(*) FROM notes"));
                slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
            }
            while (await Task.WhenAny(line, Task.Delay(20)) != line);

            said = await line ?? "";
        }

        Assert.Contains(pid, said, StringComparison.Ordinal);
        Assert.Contains("somebody else", said, StringComparison.Ordinal);
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await open.RollbackAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("0001_notes 0002_more", await _own.Names());
    }

    [Fact]
    public async Task It_gives_up_in_the_end_leaves_nothing_and_succeeds_another_time()
    {
        await using var blocker = await _own.Connect();
        var pid = await OwnFilesOnPostgres.Sql(blocker, "SELECT pg_backend_pid()");
        await using (var open = await blocker.BeginTransactionAsync())
        {
            await OwnFilesOnPostgres.Sql(blocker, "SELECT count(*) FROM notes");

            var failed = await _own.Run("up");

            Assert.Equal(1, failed.Code);
            Assert.Contains(pid, failed.Messages, StringComparison.Ordinal);
            Assert.Contains("somebody else", failed.Messages, StringComparison.Ordinal);
            Assert.Equal("0001_notes", await _own.Names());
            Assert.Equal("0002_more", await _own.Names("failed"));
        }

        await _own.Do("up");
        Assert.Equal("0001_notes 0002_more", await _own.Names());
    }
}
