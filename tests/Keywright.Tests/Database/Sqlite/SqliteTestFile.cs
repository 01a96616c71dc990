using Keywright.Database;
using Keywright.Database.Sqlite;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Sqlite;

/// <summary>A database file in a directory of its own, with one table: notes (id, text, other).</summary>
internal sealed class SqliteTestFile : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteOptions _options;

    public SqliteTestFile(SqliteOptions? options = null, ILogger? log = null)
    {
        _options = (options ?? new SqliteOptions()) with { Path = Path.Combine(_directory.Path, "data", "keywright.db") };
        Database = SqliteDatabase.Open(_options, TimeProvider.System, log ?? NullLogger.Instance);
    }

    public SqliteDatabase Database { get; private set; }

    public static async Task<SqliteTestFile> WithNotes(SqliteOptions? options = null, ILogger? log = null)
    {
        var file = new SqliteTestFile(options, log);
        await file.Do($"CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT, other INTEGER) STRICT");
        return file;
    }

    /// <summary>What the work threw, or null.</summary>
    public static async Task<Exception?> Outcome(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            return failure;
        }
    }

    public Task<int> Do(Sql sql) => Database.Write(tx => tx.Execute(sql)).AsTask();

    public Task<int> Add(string text) => Do($"INSERT INTO kw.notes (text) VALUES ({text})");

    public async Task<string[]> Notes() =>
        [.. await Database.Read(tx => tx.List($"SELECT text FROM kw.notes ORDER BY id", row => row.Text("text")))];

    /// <summary>Another handle on the file, as another program has it.</summary>
    public SqliteConnection Foreign() =>
        SqliteConnection.Open(Database.FilePath, SqliteAccess.Write, TimeSpan.FromSeconds(1));

    public async Task Reopen()
    {
        await Database.DisposeAsync();
        Database = SqliteDatabase.Open(_options, TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _directory.Dispose();
    }
}
