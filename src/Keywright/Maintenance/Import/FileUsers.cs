using System.Runtime.CompilerServices;
using System.Text.Json;
using Keywright.Maintenance.Transfer;

namespace Keywright.Maintenance.Import;

/// <summary>Users in a file: JSON Lines, or CSV whose first record names the columns.</summary>
internal static class FileUsers
{
    public static async IAsyncEnumerable<ForeignRecord> JsonLines(
        Stream from, FieldMap map, [EnumeratorCancellation] CancellationToken ct)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var line in NumberedLine.Of(from, ct))
        {
            if (Parse(line) is not { } user)
            {
                yield return new ForeignRest(line.Place, "users", "it is not a JSON object.") { IsRefused = true };
                continue;
            }

            foreach (var unknown in map.Unknown(user.EnumerateObject().Select(member => member.Name)).Where(told.Add))
            {
                yield return Left(line.Place, unknown);
            }

            yield return new ForeignUser(line.Place, map.Read(path => FieldMap.Member(user, path)));
        }
    }

    public static async IAsyncEnumerable<ForeignRecord> Csv(
        Stream from, FieldMap map, [EnumeratorCancellation] CancellationToken ct)
    {
        string[]? names = null;
        using var reader = new StreamReader(from, leaveOpen: true);
        await foreach (var (line, values) in CsvRecords.Of(reader, ct))
        {
            var place = $"line {line}";
            if (names is null)
            {
                names = [.. values.Select(name => name.Trim())];
                foreach (var unknown in map.Unknown(names))
                {
                    yield return Left(place, unknown);
                }
            }
            else if (values.Count != names.Length)
            {
                yield return new ForeignRest(place, "users", $"it has {values.Count} fields where the first record has {names.Length}.")
                {
                    IsRefused = true,
                };
            }
            else
            {
                var columns = names;
                yield return new ForeignUser(place, map.Read(name => Array.IndexOf(columns, name) is >= 0 and var at ? values[at] : null));
            }
        }
    }

    private static ForeignRest Left(string place, string field) =>
        new(place, "users", $"the field {field} is left out: it is none of ours. Say what it is with --map ours={field}.");

    private static JsonElement? Parse(NumberedLine line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
