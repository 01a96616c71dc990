namespace Keywright.Database.Migrations.Scripts;

internal enum SqlTokenKind
{
    /// <summary>A keyword or a name without quotes.</summary>
    Word,

    /// <summary>A name in quotes.</summary>
    Name,

    /// <summary>A text, in whatever quotes.</summary>
    Text,

    Number,

    /// <summary>One character of anything else.</summary>
    Sign,
}

/// <summary>A word of a script, and where it begins.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start)
{
    public int End => Start + Text.Length;

    /// <summary>Whether it is this keyword or sign, in any case.</summary>
    public bool Is(string word) => Kind is SqlTokenKind.Word or SqlTokenKind.Sign && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
