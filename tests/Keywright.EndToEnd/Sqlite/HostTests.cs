using System.Runtime.InteropServices;

namespace Keywright.EndToEnd.Sqlite;

/// <summary>A host that uses EF Core and Dapper on SQLite in the same process notices nothing of us.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("keywright-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("host-first")]
    [InlineData("host-second")]
    public async Task With_a_file_of_its_own(string order)
    {
        var saw = await OwnProcess.Run(["host", order, Path.Combine(_directory, "host.db"), Path.Combine(_directory, "ours.db")]);

        Expect(saw);
    }

    // The app's SQLite is 3.35 here, too old for us. So that one file can be shared, an app with a newer one is put together.
    [Theory]
    [InlineData("host-first")]
    [InlineData("host-second")]
    public async Task With_the_very_same_file(string order)
    {
        var file = Path.Combine(_directory, "both.db");

        var saw = await OwnProcess.Run(["host", order, file, file], assembly: AppWithNewerSqlite());

        Expect(saw);
        Assert.Contains("library e_sqlite3", saw);
    }

    [Fact]
    public async Task With_a_newer_sqlite_that_is_used_by_us_too()
    {
        var saw = await OwnProcess.Run(
            ["host", "host-first", Path.Combine(_directory, "host.db"), Path.Combine(_directory, "ours.db")],
            assembly: AppWithNewerSqlite());

        Expect(saw);
        Assert.Contains("library e_sqlite3", saw);
    }

    private static void Expect(string[] saw)
    {
        Assert.Contains("ours 200", saw);
        Assert.Contains("host 41", saw);
        Assert.Contains("integrity ok", saw);
        Assert.Contains("provider e_sqlite3", saw);
        Assert.Contains("lock busy", saw);
    }

    /// <summary>A copy of this app in which e_sqlite3 is the operating system's SQLite.</summary>
    private string AppWithNewerSqlite()
    {
        var copy = Path.Combine(_directory, "app");
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var newer = Directory.EnumerateFiles("/usr/lib", "libsqlite3.so.0", SearchOption.AllDirectories).First();
        foreach (var old in Directory.EnumerateFiles(copy, "libe_sqlite3.so", SearchOption.AllDirectories)
            .Where(path => path.Contains(RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal)))
        {
            File.Copy(newer, old, overwrite: true);
        }

        return Path.Combine(copy, Path.GetFileName(typeof(HostTests).Assembly.Location));
    }
}
