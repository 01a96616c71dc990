using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Maintenance.Transfer;
using Keywright.Tests.Support;
using Xunit.Abstractions;

namespace Keywright.Tests.Maintenance.Transfer;

/// <summary>Thousands of users with what belongs to them go from memory to SQLite, to PostgreSQL and back to memory.</summary>
public sealed class JourneyTests(ITestOutputHelper output)
{
    // Ten batches of a thousand, and a rest.
    private const int Users = 10_003;

    private static readonly string[] Own = ["data_exported", "data_imported"];

    [Fact]
    public async Task They_arrive_complete_and_a_second_run_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var expected = Digests(Population.Lines(Users));
        await using var first = await Place.Of("memory");
        await using var second = await Place.Of("sqlite");
        await using var third = await Place.Of("postgres");
        await using var last = await Place.Of("memory");
        var file = "";

        foreach (var (place, i) in ((Place[])[first, second, third, last]).Select((place, i) => (place, i)))
        {
            var report = await Measured($"import {i}", () => Import(place, file));
            Assert.Empty(place.Problems);
            Assert.All(report.Tables, table => Assert.Equal(table.Rows, table.Written + table.Unchanged));

            file = directory.File($"export{i}.jsonl");
            await Measured($"export {i}", () => Export(place, file));
            Assert.Equal(expected, Digests(Lines(file)));
        }

        foreach (var place in (Place[])[second, third])
        {
            var again = await Measured("again", () => Import(place, file));
            Assert.All(again.Tables.Where(table => table.Table != "audit_events"), table => Assert.Equal(table.Rows, table.Unchanged));
        }
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(file);

    private static async Task<TransferReport> Import(Place place, string file)
    {
        await using Stream from = file.Length == 0 ? new GeneratedStream(Population.Lines(Users)) : File.OpenRead(file);
        return await place.Import(from);
    }

    private static async Task<TransferReport> Export(Place place, string file)
    {
        await using var to = File.Create(file);
        return await place.Transfer.ExportAsync(to);
    }

    private async Task<T> Measured<T>(string what, Func<Task<T>> run)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await run();
        output.WriteLine($"{what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:f1} s");
        return result;
    }

    /// <summary>Of each table the number of rows and a digest of them all, whatever their order and the order of their members.</summary>
    private static SortedDictionary<string, (int Rows, string Digest)> Digests(IEnumerable<string> lines)
    {
        var digests = new SortedDictionary<string, (int Rows, UInt128 Sum)>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => !line.StartsWith("{\"keywright\"", StringComparison.Ordinal)
            && !line.StartsWith("{\"end\"", StringComparison.Ordinal) && !line.StartsWith("{\"roles\"", StringComparison.Ordinal)))
        {
            if (Own.Any(own => line.Contains($"\"event_type\":\"{own}\"", StringComparison.Ordinal)))
            {
                continue;
            }

            var table = line[2..line.IndexOf('"', 2)];
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(JsonNode.Parse(line)!)));
            var (rows, sum) = digests.GetValueOrDefault(table);
            digests[table] = (rows + 1, unchecked(sum + new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash, 8))));
        }

        return new(
            digests.ToDictionary(table => table.Key, table => (table.Value.Rows, table.Value.Sum.ToString())), StringComparer.Ordinal);
    }

    private static string Sorted(JsonNode node)
    {
        var members = node.AsObject().Single().Value!.AsObject()
            .Select(member => $"{member.Key}={member.Value?.ToJsonString()}").Order(StringComparer.Ordinal);
        return string.Join('\n', members);
    }
}
