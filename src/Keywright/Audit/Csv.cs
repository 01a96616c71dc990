using System.Text;

namespace Keywright.Audit;

/// <summary>
/// Lines of RFC 4180, safe to open: a cell that a spreadsheet would take for a formula gets an apostrophe in front
/// (OWASP ASVS 5.0, 1.2.10). User agents and names are chosen by whoever calls.
/// </summary>
internal static class Csv
{
    // The full-width forms too: some spreadsheets take them for the others.
    private const string Formula = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    public static string Line(IEnumerable<string?> cells)
    {
        var line = new StringBuilder();
        foreach (var cell in cells)
        {
            _ = (line.Length > 0 ? line.Append(',') : line).Append(Cell(cell));
        }

        return line.Append("\r\n").ToString();
    }

    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            // An empty first cell would make Line forget its comma.
            return "\"\"";
        }

        var first = text.AsSpan().TrimStart(' ');
        var safe = first.Length > 0 && Formula.Contains(first[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().ContainsAny("\",\r\n ") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
