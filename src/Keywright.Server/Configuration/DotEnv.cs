using System.Buffers;
using System.Text;

namespace Keywright.Server.Configuration;

/// <summary>
/// Reads <c>.env</c> files: <c>NAME=value</c>, <c>export NAME=value</c>, comments, <c>'taken literally'</c>, and <c>"with \n \t \" \\"</c>.
/// Nothing is expanded: a password with a $ stays what it is.
/// </summary>
internal static class DotEnv
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    public static (Dictionary<string, string> Variables, List<string> Errors) Parse(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var errors = new List<string>();
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            if (Parse(trimmed.AsSpan()) is { } variable)
            {
                variables[variable.Name] = variable.Value;
            }
            else
            {
                errors.Add($".env, line {number}: expected NAME=value.");
            }
        }

        return (variables, errors);
    }

    private static (string Name, string Value)? Parse(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("export ", StringComparison.Ordinal))
        {
            line = line[7..].TrimStart();
        }

        var equals = line.IndexOf('=');
        var name = equals > 0 ? line[..equals].TrimEnd() : [];
        if (name.IsEmpty || name.ContainsAnyExcept(NameCharacters))
        {
            return null;
        }

        return Value(line[(equals + 1)..].TrimStart()) is { } value ? (name.ToString(), value) : null;
    }

    private static string? Value(ReadOnlySpan<char> text)
    {
        if (text is not ['"' or '\'', ..])
        {
            // A comment needs a space before it: passwords and URLs hold #.
            var comment = text is ['#', ..] ? 0 : text.IndexOf(" #", StringComparison.Ordinal);
            return (comment < 0 ? text : text[..comment]).TrimEnd().ToString();
        }

        var value = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == text[0])
            {
                var rest = text[(i + 1)..].Trim();
                return rest is [] or ['#', ..] ? value.ToString() : null;
            }

            _ = text[0] == '"' && text[i] == '\\' && i + 1 < text.Length ? value.Append(Unescape(text[++i])) : value.Append(text[i]);
        }

        return null;
    }

    private static string Unescape(char c) => c switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        '"' or '\\' or '$' => c.ToString(),
        _ => "\\" + c,
    };
}
