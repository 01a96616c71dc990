using System.Text;
using Keywright.Database;

namespace Keywright.EndToEnd.Postgres;

/// <summary>Twenty callers that write notes until they are killed, and print each after its answer, in one system call.</summary>
internal static class WritingClient
{
    public static async Task<int> Run(string url, string schema)
    {
        await using var notes = new Notes(DatabaseSettings.Of(url) with { Schema = schema });
        await using var output = Console.OpenStandardOutput();
        var run = Environment.ProcessId;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                await notes.Add($"{run}-{caller}-{i}.");
                output.Write(Encoding.UTF8.GetBytes($"{run}-{caller}-{i}.\n"));
            }
        })));
        return 0;
    }
}
