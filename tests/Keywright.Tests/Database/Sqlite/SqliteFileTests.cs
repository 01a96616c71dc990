using System.Runtime.Versioning;
using Keywright.Database;
using Keywright.Database.Sqlite;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Sqlite;

public sealed class SqliteFileTests
{
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Directory_file_and_side_files_are_private()
    {
        await using var file = await SqliteTestFile.WithNotes();
        var directory = Path.GetDirectoryName(file.Database.FilePath)!;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        Assert.All(Directory.GetFiles(directory), path =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
        Assert.Contains(directory + "/keywright.db-wal", Directory.GetFiles(directory));
    }

    [Fact]
    public async Task The_settings_are_those_that_everything_relies_on()
    {
        await using var file = await SqliteTestFile.WithNotes();

        Assert.Equal(2, await Pragma($"PRAGMA synchronous", "synchronous"));
        Assert.Equal(1, await Pragma($"PRAGMA foreign_keys", "foreign_keys"));
        Assert.Equal(1, await Pragma($"PRAGMA recursive_triggers", "recursive_triggers"));
        Assert.Equal(0, await Pragma($"PRAGMA trusted_schema", "trusted_schema"));

        ValueTask<int?> Pragma(Sql sql, string column) => file.Database.Write(tx => tx.FindValue(sql, row => row.Int(column)));
    }

    [Fact]
    public async Task A_database_that_is_taken_away_is_unavailable_until_it_is_back()
    {
        await using var file = await SqliteTestFile.WithNotes();
        _ = await file.Add("before");
        var directory = Path.GetDirectoryName(file.Database.FilePath)!;
        Directory.Move(directory, directory + ".away");
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(DatabaseProblem.Unavailable, Assert.IsType<DatabaseException>(
                await SqliteTestFile.Outcome(() => file.Add("lost"))).Problem);
            Assert.Equal(DatabaseProblem.Unavailable, Assert.IsType<DatabaseException>(
                await SqliteTestFile.Outcome(file.Notes)).Problem);
        }

        Assert.False(Directory.Exists(directory));
        Directory.Move(directory + ".away", directory);
        _ = await file.Add("after");
        Assert.Equal(["before", "after"], await file.Notes());
    }

    [Fact]
    public async Task A_deleted_database_is_not_silently_replaced_by_an_empty_one()
    {
        await using var file = await SqliteTestFile.WithNotes();
        File.Delete(file.Database.FilePath);

        Assert.IsType<DatabaseException>(await SqliteTestFile.Outcome(() => file.Add("lost")));
        Assert.False(File.Exists(file.Database.FilePath));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("a.db"), new string('x', 10_000));

        var refused = Assert.Throws<DatabaseException>(() => Open(new SqliteOptions { Path = directory.File("a.db") }));

        Assert.Equal(DatabaseProblem.Unavailable, refused.Problem);
        Assert.Equal(new string('x', 10_000), File.ReadAllText(directory.File("a.db")));
    }

    [Fact]
    public void A_path_that_can_not_be_is_refused() =>
        Assert.Throws<DatabaseException>(() => Open(new SqliteOptions { Path = "/proc/nowhere/a.db" }));

    [Fact]
    public async Task Memory_is_gone_at_the_end_and_nobody_elses()
    {
        var one = Open(new SqliteOptions { IsMemory = true });
        var two = Open(new SqliteOptions { IsMemory = true });
        _ = await one.Write(tx => tx.Execute($"CREATE TABLE t (a INTEGER)"));
        Assert.NotEqual(one.FilePath, two.FilePath);
        Assert.NotNull(await SqliteTestFile.Outcome(() => two.Read(tx => tx.Execute($"SELECT a FROM kw.t")).AsTask()));

        await one.DisposeAsync();
        await two.DisposeAsync();

        Assert.False(Directory.Exists(Path.GetDirectoryName(one.FilePath)));
    }

    [Fact]
    public void What_a_dead_process_left_in_memory_is_removed()
    {
        var left = MemoryDirectory.Create();
        var dead = Path.Combine(Path.GetDirectoryName(left.Path)!, "keywright-memory-dead-" + Path.GetFileName(left.Path));
        PrivateFile.CreateDirectory(dead);
        PrivateFile.CreateIfMissing(Path.Combine(dead, "alive"));

        using var next = MemoryDirectory.Create();

        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(left.Path));
        left.Dispose();
    }

    [Fact]
    public void A_lock_is_had_by_one_at_a_time()
    {
        using var directory = new TemporaryDirectory();
        using var one = new FileLock(directory.File("lock"));
        using var two = new FileLock(directory.File("lock"));

        Assert.True(one.TryTake());
        Assert.False(two.TryTake(TimeSpan.FromMilliseconds(50)));
        one.Release();
        Assert.True(two.TryTake());
        two.Dispose();
        Assert.True(one.TryTake());
    }

    [Fact]
    public void A_script_runs_to_its_first_failure()
    {
        using var directory = new TemporaryDirectory();
        using var connection = SqliteConnection.Open(directory.File("a.db"), SqliteAccess.Create, TimeSpan.FromSeconds(1));

        connection.Exec("CREATE TABLE t (a TEXT); -- a ; in a comment\n INSERT INTO t VALUES (';'); SELECT * FROM t; ");
        var failure = Assert.Throws<SqliteException>(
            () => connection.Exec("INSERT INTO t VALUES ('b'); nonsense; INSERT INTO t VALUES ('c')"));

        Assert.Contains("nonsense", failure.Message, StringComparison.Ordinal);
        Assert.Equal("2", connection.Scalar("SELECT count(*) FROM t"));
    }

    private static SqliteDatabase Open(SqliteOptions options) => SqliteDatabase.Open(options, TimeProvider.System, NullLogger.Instance);
}
