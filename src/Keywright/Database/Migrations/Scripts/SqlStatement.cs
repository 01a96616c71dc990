namespace Keywright.Database.Migrations.Scripts;

/// <summary>One statement of a script, without the semicolon that ends it and the comments around it.</summary>
/// <param name="Text">From its first word to its last.</param>
/// <param name="Line">Where it begins, from one.</param>
/// <param name="Tokens">Its words, without space and comments.</param>
internal sealed record SqlStatement(string Text, int Line, IReadOnlyList<SqlToken> Tokens)
{
    /// <summary>Whether it begins with these words, in any case.</summary>
    public bool Begins(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (i >= Tokens.Count || !Tokens[i].Is(words[i]))
            {
                return false;
            }
        }

        return true;
    }

    public bool Has(string word) => Tokens.Any(token => token.Is(word));
}
