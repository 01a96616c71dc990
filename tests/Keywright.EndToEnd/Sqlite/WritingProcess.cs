using System.Text;
using Keywright.Database.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.EndToEnd.Sqlite;

/// <summary>
/// Many callers that write notes, each announced by <c>ran name-n</c> from inside its unit and <c>answered name-n</c> after its answer:
/// one system call each, so that a tracer and a reader of the pipe see them in order.
/// </summary>
internal static class WritingProcess
{
    public const string Memory = ":memory:";

    public static async Task<int> Run(string path, string name, int callers, int each)
    {
        var options = path == Memory ? new SqliteOptions { IsMemory = true } : new SqliteOptions { Path = path };
        await using var database = SqliteDatabase.Open(options, TimeProvider.System, NullLogger.Instance);
        _ = await database.Write(tx => tx.Execute(
            $"CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY AUTOINCREMENT, writer TEXT NOT NULL, text TEXT NOT NULL) STRICT"));
        await using var output = Console.OpenStandardOutput();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                await WriteNote(database, output, name, $"{name}-{caller}-{i}");
            }
        })));
        return 0;
    }

    private static async Task WriteNote(SqliteDatabase database, Stream output, string name, string note)
    {
        _ = await database.Write(tx =>
        {
            Announce(output, "ran " + note);
            return tx.Execute($"INSERT INTO kw.notes (writer, text) VALUES ({name}, {note})");
        });
        Announce(output, "answered " + note);
    }

    private static void Announce(Stream output, string line) => output.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
