namespace Keywright.Database.Migrations.Lint;

/// <summary>One statement of a script, without the semicolon that ends it.</summary>
internal sealed record SqlStatement(IReadOnlyList<SqlToken> Tokens)
{
    public int FirstLine => Tokens[0].Line;

    public int LastLine => Tokens[^1].Line;

    public SqlCursor Read() => new(Tokens);

    public bool Begins(params ReadOnlySpan<string> words) => Read().Take(words);

    public bool Has(params ReadOnlySpan<string> words) => SqlCursor.Find(Tokens, words) >= 0;

    /// <summary>Cuts where a semicolon ends a statement: not in brackets, and not in the body of a trigger or a function.</summary>
    public static List<SqlStatement> Cut(IReadOnlyList<SqlToken> tokens)
    {
        var statements = new List<SqlStatement>();
        var current = new List<SqlToken>();
        var (brackets, blocks) = (0, 0);
        foreach (var token in tokens)
        {
            if (token.Is(";") && brackets <= 0 && blocks == 0)
            {
                Close();
                continue;
            }

            brackets += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
            blocks = Math.Max(0, blocks + Block(token, current, blocks));
            current.Add(token);
        }

        Close();
        return statements;

        void Close()
        {
            if (current.Count > 0)
            {
                statements.Add(new SqlStatement([.. current]));
            }

            current.Clear();
            brackets = 0;
        }
    }

    private static int Block(SqlToken token, List<SqlToken> before, int depth)
    {
        if (before.Count == 0 || !before[0].Is("CREATE") || !before.Take(5).Any(IsRoutine))
        {
            return 0;
        }

        return token.Is("BEGIN") || (token.Is("CASE") && depth > 0) ? 1 : token.Is("END") ? -1 : 0;
    }

    private static bool IsRoutine(SqlToken token) => token.Is("TRIGGER") || token.Is("FUNCTION") || token.Is("PROCEDURE");
}
