using Keywright.Database.Migrations.Scripts;

namespace Keywright.Database.Migrations.Lint;

/// <summary>A word of a script, and the line on which it begins.</summary>
internal readonly record struct LintToken(SqlToken Token, int Line)
{
    public string Text => Token.Text;

    public bool IsIdentifier => Token.Kind is SqlTokenKind.Word or SqlTokenKind.Name;

    /// <summary>As the database knows it: unquoted names have no case.</summary>
    public string Identifier => Token.Kind == SqlTokenKind.Name ? Unquoted(Text) : Text.ToLowerInvariant();

    /// <summary>A keyword or a sign. A quoted identifier is never a keyword.</summary>
    public bool Is(string word) => Token.Is(word);

    private static string Unquoted(string text)
    {
        var inner = text.Length > 1 ? text[1..^1] : "";
        return text[0] == '[' ? inner : inner.Replace(new string(text[0], 2), text[..1], StringComparison.Ordinal);
    }
}
