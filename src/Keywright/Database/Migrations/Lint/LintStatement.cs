using Keywright.Database.Migrations.Scripts;

namespace Keywright.Database.Migrations.Lint;

/// <summary>One statement of a script, without the semicolon that ends it.</summary>
internal sealed record LintStatement(IReadOnlyList<LintToken> Tokens)
{
    public int FirstLine => Tokens[0].Line;

    public int LastLine => Tokens[^1].Line;

    public static IReadOnlyList<LintStatement> All(Dialect dialect, string script)
    {
        var (line, counted) = (1, 0);
        return [.. SqlScript.Statements(dialect, script).Select(statement => new LintStatement([.. statement.Tokens.Select(Placed)]))];

        LintToken Placed(SqlToken token)
        {
            line += script.AsSpan(counted, token.Start - counted).Count('\n');
            counted = token.Start;
            return new LintToken(token, line);
        }
    }

    public LintCursor Read() => new(Tokens);

    public bool Begins(params ReadOnlySpan<string> words) => Read().Take(words);

    public bool Has(params ReadOnlySpan<string> words) => LintCursor.Find(Tokens, words) >= 0;
}
