using System.Text;
using System.Text.RegularExpressions;

namespace Keywright.Database.Schema;

/// <summary>Just enough of SQL's grammar to write a statement in one form: quotes, comments, parentheses, blanks.</summary>
internal static partial class SqlWords
{
    /// <summary>Without comments, with single blanks, and without quotes around names that need none.</summary>
    public static string Normal(string sql)
    {
        var text = new StringBuilder();
        foreach (var token in Tokens().EnumerateMatches(sql))
        {
            var word = sql.AsSpan(token.Index, token.Length);
            if (char.IsWhiteSpace(word[0]) || word.StartsWith("--") || word.StartsWith("/*"))
            {
                _ = text.Length > 0 && text[^1] is not (' ' or '(') ? text.Append(' ') : text;
            }
            else
            {
                _ = word[0] is ')' or ',' && text.Length > 0 && text[^1] == ' ' ? text.Remove(text.Length - 1, 1) : text;
                _ = text.Append(PlainName().IsMatch(word) ? word[1..^1] : word);
            }
        }

        return text.ToString().Trim();
    }

    /// <summary>What stands between the commas from <paramref name="from"/> to the parenthesis that closes there.</summary>
    public static List<string> SplitAtCommas(string sql, int from, out int close)
    {
        var (items, depth) = (new List<string>(), 0);
        foreach (var token in Tokens().EnumerateMatches(sql, from))
        {
            depth += sql[token.Index] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth < 0 || (depth == 0 && sql[token.Index] == ','))
            {
                items.Add(sql[from..token.Index].Trim());
                from = token.Index + 1;
            }

            if (depth < 0)
            {
                close = token.Index;
                return items;
            }
        }

        close = sql.Length - 1;
        return items;
    }

    public static (string Word, string Remainder) FirstWord(string item)
    {
        foreach (var token in Tokens().EnumerateMatches(item))
        {
            return (item[..token.Length], item[token.Length..].Trim());
        }

        return (item, "");
    }

    [GeneratedRegex(
        """'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|/\*[\s\S]*?\*/|\s+|[\w$]+|[\s\S]""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex("""^"[a-z_][a-z0-9_]*"\z""", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
