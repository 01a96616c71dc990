namespace Keywright.Database.Migrations.Lint;

internal enum SqlTokenKind
{
    Word,

    /// <summary>A quoted identifier, without its quotes.</summary>
    Name,

    /// <summary>A literal: between single quotes or dollars.</summary>
    Text,
    Number,
    Sign,
}

/// <summary>A word, name or sign of a script, and the line on which it begins.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Line)
{
    public bool IsIdentifier => Kind is SqlTokenKind.Word or SqlTokenKind.Name;

    /// <summary>As the database knows it: unquoted names have no case.</summary>
    public string Identifier => Kind == SqlTokenKind.Word ? Text.ToLowerInvariant() : Text;

    /// <summary>A keyword or a sign. A quoted identifier is never a keyword.</summary>
    public bool Is(string word) =>
        Kind is SqlTokenKind.Word or SqlTokenKind.Sign && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
