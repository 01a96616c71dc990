using Dapper;
using Keywright.Database.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using HostConnection = Microsoft.Data.Sqlite.SqliteConnection;

namespace Keywright.EndToEnd.Sqlite;

/// <summary>
/// An app that works with EF Core and Dapper on SQLite, with our database beside them, opened before or after. Prints what it saw,
/// one fact a line.
/// </summary>
internal static class HostProcess
{
    public static async Task<int> Run(bool isHostFirst, string hostFile, string ourFile)
    {
        var connectionString = $"Data Source={hostFile}";
        if (isHostFirst)
        {
            await MakeHost(connectionString);
        }

        var ours = SqliteDatabase.Open(new SqliteOptions { Path = ourFile }, TimeProvider.System, NullLogger.Instance);
        Console.WriteLine($"library {SqliteLibrary.Current.Name}");
        _ = await ours.Write(tx => tx.Execute($"CREATE TABLE our_notes (text TEXT)"));
        if (!isHostFirst)
        {
            await MakeHost(connectionString);
        }

        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => WriteAsHost(connectionString, i)))),
            Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() =>
                ours.Write(tx => tx.Execute($"INSERT INTO kw.our_notes (text) VALUES ({i.ToString()})")).AsTask()))));
        Console.WriteLine($"ours {await ours.Read(tx => tx.FindValue($"SELECT count(*) AS n FROM kw.our_notes", row => row.Int("n")))}");

        await HoldLockWhileOursCloses(connectionString, hostFile, ours);
        await using var connection = new HostConnection(connectionString);
        Console.WriteLine($"host {await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM HostNotes")}");
        Console.WriteLine($"integrity {await connection.ExecuteScalarAsync<string>("PRAGMA integrity_check")}");
        Console.WriteLine($"provider {SQLitePCL.raw.GetNativeLibraryName()}");
        return 0;
    }

    private static async Task MakeHost(string connectionString)
    {
        await using var context = new HostContext(connectionString);
        await context.Database.OpenConnectionAsync();
        _ = await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        _ = await context.Database.ExecuteSqlRawAsync("CREATE TABLE HostNotes (Id INTEGER PRIMARY KEY AUTOINCREMENT, Text TEXT)");
    }

    private static async Task WriteAsHost(string connectionString, int number)
    {
        await using var context = new HostContext(connectionString);
        _ = context.Add(new HostNote { Text = "ef " + number });
        _ = await context.SaveChangesAsync();
        await using var connection = new HostConnection(connectionString);
        _ = await connection.ExecuteAsync("INSERT INTO HostNotes (Text) VALUES (@text)", new { text = "dapper " + number });
    }

    /// <summary>If our handles and the host's were of two libraries on one file, our close would drop the host's lock.</summary>
    private static async Task HoldLockWhileOursCloses(string connectionString, string hostFile, SqliteDatabase ours)
    {
        await using var connection = new HostConnection(connectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        _ = await connection.ExecuteAsync("INSERT INTO HostNotes (Text) VALUES ('held')", transaction: transaction);
        _ = await ours.Read(tx => tx.List($"SELECT text FROM kw.our_notes", row => row.Text("text")));
        await ours.DisposeAsync();
        Console.WriteLine($"lock {string.Join(' ', await OwnProcess.Run(["try-lock", hostFile]))}");
        await transaction.CommitAsync();
    }

    private sealed class HostContext(string connectionString) : DbContext
    {
        public DbSet<HostNote> HostNotes => Set<HostNote>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(connectionString);
    }

    private sealed class HostNote
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }
}
