using System.Text;
using System.Text.RegularExpressions;

namespace Keywright.Database.Schema;

/// <summary>Takes from a definition what differs between schema names and between versions of the server.</summary>
internal static partial class PostgresText
{
    public static SchemaObject Normal(SchemaObject row, string schema)
    {
        var definition = row.Definition.ReplaceLineEndings("\n").TrimEnd();
        return row with
        {
            Name = WithoutSchema(row.Name, schema),
            Definition = row.Kind switch
            {
                "function" or "procedure" => Function(definition, schema),
                "view" or "materialized-view" => View(WithoutSchema(definition, schema)),
                _ => Blanks().Replace(WithoutSchema(definition, schema), " "),
            },
        };
    }

    /// <summary>Names are qualified or not, as the search path of whoever asks has it.</summary>
    private static string WithoutSchema(string text, string schema)
    {
        if (!text.Contains(schema, StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var from = 0; from < text.Length;)
        {
            var (at, length) = NextQualifier(text, schema, from);
            _ = result.Append(text, from, at - from);
            from = at + length;
        }

        return result.ToString();
    }

    private static (int At, int Length) NextQualifier(string text, string schema, int from)
    {
        for (var at = from; (at = text.IndexOf(schema, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var (start, end) = (at, at + schema.Length);
            if (start > 0 && text[start - 1] == '"' && end < text.Length && text[end] == '"')
            {
                (start, end) = (start - 1, end + 1);
            }

            var isWhole = start == 0 || !(char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.' or '"' or '\'');
            var isQualifier = end + 1 < text.Length && text[end] == '.' && (char.IsLetter(text[end + 1]) || text[end + 1] is '_' or '"');
            if (isWhole && isQualifier && start >= from)
            {
                return (start, end + 1 - start);
            }
        }

        return (text.Length, 0);
    }

    /// <summary>The body stays as it was written. Its search path may name the schema.</summary>
    private static string Function(string definition, string schema)
    {
        var end = definition.IndexOf('\n', StringComparison.Ordinal);
        var head = WithoutSchema(definition[..end], schema)
            .Replace($"search_path=\"{schema}\"", "search_path=kw", StringComparison.Ordinal)
            .Replace($"search_path={schema}", "search_path=kw", StringComparison.Ordinal);
        return head + TrailingBlanks().Replace(definition[end..], "");
    }

    /// <summary>Until version 15 a column of the only table in a view is written with the table's name, from 16 on without.</summary>
    private static string View(string definition)
    {
        var text = Blanks().Replace(definition, " ").Trim(' ', ';');
        return text.Contains(" JOIN ", StringComparison.Ordinal) ? text : Qualifier().Replace(text, "");
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[ \t]+(?=\n|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex TrailingBlanks();

    [GeneratedRegex(@"(?<![\w'.])[a-z_][a-z0-9_]*\.(?=[a-z_""])", RegexOptions.CultureInvariant)]
    private static partial Regex Qualifier();
}
