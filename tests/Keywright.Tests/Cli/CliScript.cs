using System.Text;

namespace Keywright.Tests.Cli;

/// <summary>One line of a script: its words, whether they are to fail, and the database that alone it is for.</summary>
internal sealed record CliLine(int Number, string? Only, bool Negated, string[] Words);

/// <summary>
/// A script: commands a line, comments with #, then files that begin with a line <c>-- name --</c>. Words are divided by spaces;
/// what stands between single quotes is one word, taken literally.
/// </summary>
internal sealed record CliScript(IReadOnlyList<CliLine> Lines, IReadOnlyDictionary<string, string> Files)
{
    public static CliScript Parse(string text)
    {
        var lines = new List<CliLine>();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        string? file = null;
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            number++;
            if (line.StartsWith("-- ", StringComparison.Ordinal) && line.EndsWith(" --", StringComparison.Ordinal))
            {
                file = line[3..^3];
                files[file] = "";
            }
            else if (file is not null)
            {
                files[file] += line + "\n";
            }
            else if (Words(line) is { Length: > 0 } words)
            {
                lines.Add(Line(number, words));
            }
        }

        return new CliScript(lines, files);
    }

    private static CliLine Line(int number, string[] words)
    {
        var only = words[0] is "[sqlite]" or "[postgres]" ? words[0][1..^1] : null;
        words = only is null ? words : words[1..];
        return words[0] == "!" ? new(number, only, true, words[1..]) : new(number, only, false, words);
    }

    private static string[] Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var letter in line.Trim())
        {
            if (letter == '\'')
            {
                (quoted, any) = (!quoted, true);
            }
            else if (quoted || letter is not (' ' or '#'))
            {
                any = true;
                _ = word.Append(letter);
            }
            else if (letter == '#' && word.Length == 0)
            {
                break;
            }
            else if (letter == '#')
            {
                _ = word.Append(letter);
            }
            else if (any)
            {
                words.Add(word.ToString());
                _ = word.Clear();
                any = false;
            }
        }

        return quoted ? throw new FormatException($"A quote is not closed: {line}") : any ? [.. words, word.ToString()] : [.. words];
    }
}
