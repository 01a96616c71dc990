using System.Runtime.CompilerServices;
using System.Text;
using Keywright.Maintenance.Transfer;

namespace Keywright.Maintenance.Import;

/// <summary>The records of a CSV file (RFC 4180): a quoted field may hold commas, line breaks and doubled quotes.</summary>
internal static class CsvRecords
{
    private const int Longest = 1024 * 1024;

    /// <summary>Each with the line it begins on. Empty lines are passed over.</summary>
    /// <exception cref="TransferException">A quote is never closed.</exception>
    public static async IAsyncEnumerable<(long Line, List<string> Values)> Of(
        StreamReader reader, [EnumeratorCancellation] CancellationToken ct)
    {
        var line = 0L;
        while (await reader.ReadLineAsync(ct) is { } text)
        {
            var first = ++line;
            while (IsOpen(text))
            {
                if (text.Length > Longest || await reader.ReadLineAsync(ct) is not { } more)
                {
                    throw new TransferException($"A quote that opens on line {first} is not closed.");
                }

                line++;
                text += "\n" + more;
            }

            if (text.Length > 0)
            {
                yield return (first, Split(text));
            }
        }
    }

    // A doubled quote opens and closes, so only their number counts.
    private static bool IsOpen(string text) => text.AsSpan().Count('"') % 2 == 1;

    private static List<string> Split(string record)
    {
        var values = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            var letter = record[i];
            if (letter == '"' && quoted && i + 1 < record.Length && record[i + 1] == '"')
            {
                _ = value.Append(record[i++]);
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == ',' && !quoted)
            {
                values.Add(value.ToString());
                _ = value.Clear();
            }
            else
            {
                _ = value.Append(letter);
            }
        }

        values.Add(value.ToString());
        return values;
    }
}
