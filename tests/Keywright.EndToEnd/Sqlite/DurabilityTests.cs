using Keywright.Database.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.EndToEnd.Sqlite;

/// <summary>What was answered lasts, whatever happens to the process, and processes share a file in peace.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("keywright-").FullName;

    private string File => Path.Combine(_directory, "keywright.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Nothing_that_was_answered_is_lost_by_kill_9()
    {
        var answered = new HashSet<string>();
        for (var round = 0; round < 3; round++)
        {
            using var process = OwnProcess.Start(["write", File, "r" + round, "50", "1000000"]);
            var before = answered.Count;
            while (await process.Output.ReadLineAsync() is { } line)
            {
                // The last line may be torn.
                if (line.StartsWith("answered ", StringComparison.Ordinal) && answered.Add(line["answered ".Length..])
                    && answered.Count == before + 2000)
                {
                    process.Kill();
                }
            }
        }

        var kept = (await Notes()).Select(note => note.Text).ToHashSet();
        var lost = answered.Where(note => !kept.Contains(note)).ToList();
        Assert.True(answered.Count >= 6000);
        // A torn line reads like a note with fewer digits, which was answered before.
        Assert.Empty(lost);
    }

    [Fact]
    public async Task Two_processes_write_the_same_file_at_once()
    {
        var outputs = await Task.WhenAll(
            OwnProcess.Run(["write", File, "a", "20", "100"]),
            OwnProcess.Run(["write", File, "b", "20", "100"]));

        Assert.All(outputs, lines => Assert.Equal(2000, lines.Count(line => line.StartsWith("answered ", StringComparison.Ordinal))));
        var notes = await Notes();
        Assert.Equal(4000, notes.Count);
        var turns = notes.Zip(notes.Skip(1)).Count(pair => pair.First.Writer != pair.Second.Writer);
        Assert.True(turns >= 10, $"only {turns} turns");
    }

    private async Task<List<(string Writer, string Text)>> Notes()
    {
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = File }, TimeProvider.System, NullLogger.Instance);
        var check = await database.Read(tx => tx.Find($"PRAGMA integrity_check", row => row.Text("integrity_check")));
        Assert.Equal("ok", check);
        return await database.Read(tx => tx.List(
            $"SELECT writer, text FROM kw.notes ORDER BY id", row => (row.Text("writer"), row.Text("text"))));
    }
}
