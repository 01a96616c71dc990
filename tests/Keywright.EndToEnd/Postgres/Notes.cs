using Keywright.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.EndToEnd.Postgres;

/// <summary>A node on PostgreSQL with one table.</summary>
internal sealed class Notes(DatabaseSettings settings) : IAsyncDisposable
{
    public KeywrightDatabase Database { get; } = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);

    public static Notes On(string url) => new(DatabaseSettings.Of(url) with { Schema = "public" });

    public async Task<Notes> Prepare()
    {
        _ = await Database.Write(tx => tx.Execute($"CREATE TABLE IF NOT EXISTS kw.notes (text text PRIMARY KEY)"));
        return this;
    }

    public async Task Add(string text) => _ = await Database.Write(tx => tx.Execute($"INSERT INTO kw.notes VALUES ({text})"));

    public async Task<HashSet<string>> All() =>
        [.. await Database.ReadOne(tx => tx.List($"SELECT text FROM kw.notes", row => row.Text("text")))];

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
