using Keywright.Database;
using Keywright.Database.Backups;
using Keywright.Database.Sqlite;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Backups;

/// <summary>Copies and their way back, file by file. The same with servers that run: Keywright.EndToEnd.</summary>
public sealed class SqliteBackupTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _database = new();
    private readonly TemporaryDirectory _elsewhere = new();

    private string Path => ((DatabaseTarget.SqliteFile)_database.Settings.Target()).Path;

    private string Copy => _elsewhere.File("copy.db");

    public Task InitializeAsync() => _database.Prepare();

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task Every_unit_acknowledged_before_it_began_is_in_a_backup_taken_while_others_go_on()
    {
        await using var node = await Open();
        using var stop = new CancellationTokenSource();
        var acknowledged = 0;
        var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Add(node);
                Interlocked.Increment(ref acknowledged);
            }
        })).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var before = Volatile.Read(ref acknowledged);
            while (Volatile.Read(ref acknowledged) < before + 200)
            {
                await Task.Delay(1);
            }

            before = Volatile.Read(ref acknowledged);
            var path = _elsewhere.File($"{round}.db");
            _ = await DatabaseBackup.Of(_database.Settings).Write(path, CancellationToken.None);

            Assert.InRange(Rows(path), before, Volatile.Read(ref acknowledged) + writers.Length);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task It_is_its_owners_alone_and_leaves_nothing_beside_it()
    {
        await using var node = await Open();
        await Add(node);

        _ = await Backup();

        Assert.Equal(["copy.db"], Directory.EnumerateFiles(_elsewhere.Path).Select(file => System.IO.Path.GetFileName(file)));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy));
        }
    }

    [Fact]
    public async Task What_a_restore_replaces_is_kept_whole()
    {
        await using (var node = await Open())
        {
            await Add(node);
            _ = await Backup();
            await Add(node);
        }

        var restored = await Restore();

        Assert.Equal((1, 2), (Rows(Path), Rows(restored.Aside!)));
        Assert.False(File.Exists(Path + "-wal"));
        await using var again = await Open();
        await Add(again);
        Assert.Equal(2, Rows(Path));
    }

    [Fact]
    public async Task Nothing_is_restored_over_a_database_that_a_node_has_open()
    {
        await using var node = await Open();
        await Add(node);
        _ = await Backup();
        await Add(node);

        var refusal = await Assert.ThrowsAsync<BackupException>(Restore);

        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
        await Add(node);
        Assert.Equal(3, Rows(Path));
        Assert.Empty(Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!, "*.partial"));
    }

    [Fact]
    public async Task Nothing_is_restored_over_a_database_that_another_program_has_open()
    {
        await using (await Open())
        {
            _ = await Backup();
        }

        using var shell = SqliteFile.OpenReader(Path, TimeSpan.Zero);
        _ = shell.Scalar("SELECT count(*) FROM users");

        await Assert.ThrowsAsync<BackupException>(Restore);
        Assert.Equal(0, Rows(Path));
    }

    [Fact]
    public async Task A_node_that_starts_during_a_restore_waits_for_its_end()
    {
        using var use = new DatabaseUse(Path);
        Assert.True(use.TryTakeAlone(TimeSpan.Zero));
        var opening = Task.Run(Open);
        await Task.Delay(100);
        Assert.False(opening.IsCompleted);

        use.Dispose();

        await (await opening).DisposeAsync();
    }

    [Fact]
    public async Task A_damaged_database_is_replaced_and_kept_with_its_log()
    {
        await using (await Open())
        {
            _ = await Backup();
        }

        await File.WriteAllTextAsync(Path, new string('x', 8192));
        await File.WriteAllTextAsync(Path + "-wal", "the last changes");

        var restored = await Restore();

        Assert.Equal("the last changes", await File.ReadAllTextAsync(restored.Aside + "-wal"));
        Assert.False(File.Exists(Path + "-wal"));
        Assert.Equal(0, Rows(Path));
    }

    [Fact]
    public async Task A_log_that_lies_where_a_database_was_is_not_taken_for_the_restored_ones()
    {
        await using (var node = await Open())
        {
            await Add(node);
            _ = await Backup();
        }

        File.Delete(Path);
        await File.WriteAllTextAsync(Path + "-wal", "of another time");

        _ = await Restore();

        await using var again = await Open();
        Assert.Equal(1, Rows(Path));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20_000)]
    public async Task A_damaged_backup_is_refused_and_nothing_changes(int at)
    {
        await using (await Open())
        {
            _ = await Backup();
        }

        await using (var file = new FileStream(Copy, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = at;
            await file.WriteAsync(new byte[4096]);
        }

        var before = await File.ReadAllBytesAsync(Path);
        var refusal = await Assert.ThrowsAsync<BackupException>(Restore);

        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path));
    }

    [Fact]
    public async Task Anothers_database_is_refused()
    {
        using (var other = SqliteConnection.Open(Copy, SqliteAccess.Create, TimeSpan.Zero))
        {
            other.Exec("CREATE TABLE users (id); INSERT INTO users VALUES (1)");
        }

        var refusal = await Assert.ThrowsAsync<BackupException>(Restore);

        Assert.Contains("not one of Keywright's", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_a_database_in_use_is_refused()
    {
        File.Copy(Path, Copy);
        await File.WriteAllTextAsync(Copy + "-wal", "what is not in the file");

        var refusal = await Assert.ThrowsAsync<BackupException>(Restore);

        Assert.Contains("keywright db backup", refusal.Message, StringComparison.Ordinal);
    }

    private Task<KeywrightDatabase> Open() => Task.FromResult(
        OpenDatabase.From(_database.Settings, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));

    private Task<BackupContents> Backup() => DatabaseBackup.Of(_database.Settings).Write(Copy, CancellationToken.None);

    private Task<Restored> Restore() => DatabaseRestore.Of(_database.Settings, TimeProvider.System)
        .Run(new RestoreRequest { File = Copy }, CancellationToken.None);

    private static async Task Add(KeywrightDatabase node) => _ = await node.Write(tx => tx.Execute($"""
        INSERT INTO kw.rate_limits (key_hash, hits, window_ends_at) VALUES ({Guid.CreateVersion7(tx.Now).ToByteArray()}, 1, {tx.Now})
        """));

    private static int Rows(string path)
    {
        using var reader = SqliteFile.OpenReader(path, TimeSpan.FromSeconds(5));
        return int.Parse(reader.Scalar("SELECT count(*) FROM rate_limits")!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
