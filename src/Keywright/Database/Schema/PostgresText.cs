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
    private static string WithoutSchema(string text, string schema) => Regex.Replace(
        text, $"""(?<![\w".'])(?:"{Regex.Escape(schema)}"|{Regex.Escape(schema)})\.(?=[\w"])""", "", RegexOptions.CultureInvariant);

    /// <summary>The body stays as it was written. Its search path may name the schema.</summary>
    private static string Function(string definition, string schema)
    {
        var end = definition.IndexOf('\n', StringComparison.Ordinal);
        var head = Regex.Replace(
            WithoutSchema(definition[..end], schema), $"""(?<=search_path=.*)(?<!\w)"?{Regex.Escape(schema)}"?(?!\w)""", "kw",
            RegexOptions.CultureInvariant);
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
