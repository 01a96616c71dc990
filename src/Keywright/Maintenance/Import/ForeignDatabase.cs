using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Keywright.Database;

namespace Keywright.Maintenance.Import;

/// <summary>The database of another system, which is only read, all of it as text.</summary>
internal static class ForeignDatabase
{
    private const int Ahead = 1_000;

    /// <summary>
    /// What <paramref name="read"/> yields of one snapshot, while it reads: it waits when nobody takes what it has. It runs beside its
    /// caller, whose own units of work belong to another database.
    /// </summary>
    public static async IAsyncEnumerable<ForeignRecord> Stream(
        KeywrightDatabase database, Func<Tx, Action<ForeignRecord>, ValueTask> read, [EnumeratorCancellation] CancellationToken ct)
    {
        var channel = Channel.CreateBounded<ForeignRecord>(Ahead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = Task.Run(() => Read(database, read, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var record in channel.Reader.ReadAllAsync(ct))
            {
                yield return record;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>The columns of a table; none where there is no such table.</summary>
    public static async ValueTask<IReadOnlyList<string>> Columns(Tx tx, string table) => await tx.List(
        tx.Dialect.Choose<Sql>(
            sqlite: $"SELECT name FROM pragma_table_info({table})",
            postgres: $"""
                SELECT attname::text AS name FROM pg_attribute
                 WHERE attrelid = to_regclass(quote_ident({table})) AND attnum > 0 AND NOT attisdropped
                """),
        row => row.Text("name"));

    /// <summary>Every row of a table, with those of <paramref name="wanted"/> that it has.</summary>
    public static async ValueTask Each(
        Tx tx, string table, IEnumerable<string> wanted, IReadOnlyList<string> columns, Action<IReadOnlyDictionary<string, string?>> read)
    {
        var have = wanted.Where(columns.Contains).ToList();
        var text = string.Join(", ", have.Select(column => $"CAST({Quoted(column)} AS TEXT) AS {Quoted(column)}"));
        var sql = new Sql(0, 0);
        sql.AppendLiteral(string.Intern($"SELECT {text} FROM {Quoted(table)}"));
        await tx.Each(sql, row => read(have.ToDictionary(column => column, row.TextOrNull, StringComparer.Ordinal)));
    }

    // Names of the program's own, which the foreign tables have.
    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task Read(
        KeywrightDatabase database, Func<Tx, Action<ForeignRecord>, ValueTask> read, ChannelWriter<ForeignRecord> to, CancellationToken ct)
    {
        try
        {
            _ = await database.ReadAtLength(async tx =>
            {
                // A unit of SQLite stays on its thread, so it waits on it.
                await read(tx, record => to.WriteAsync(record, ct).AsTask().GetAwaiter().GetResult());
                return true;
            }, ct);
            to.Complete();
        }
#pragma warning disable CA1031 // Whoever takes the records is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ = to.TryComplete(e);
        }
    }
}
