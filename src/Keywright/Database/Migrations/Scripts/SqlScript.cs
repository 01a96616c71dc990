namespace Keywright.Database.Migrations.Scripts;

/// <summary>Takes a script apart into its statements, as psql and <c>sqlite3_complete</c> do.</summary>
internal static class SqlScript
{
    /// <summary>Those with at least one word, in order.</summary>
    public static IReadOnlyList<SqlStatement> Statements(Dialect dialect, string script)
    {
        var lexer = new SqlLexer(dialect, script);
        var statements = new List<SqlStatement>();
        var tokens = new List<SqlToken>();
        var end = dialect.Choose<SqlEnd>(new SqliteEnd(), new PostgresEnd());
        var (line, counted) = (1, 0);
        while (lexer.Next(out var token))
        {
            if (end.IsEnd(token))
            {
                Close();
                continue;
            }

            tokens.Add(token);
        }

        Close();
        return statements;

        void Close()
        {
            if (tokens.Count > 0)
            {
                var start = tokens[0].Start;
                line += script.AsSpan(counted, start - counted).Count('\n');
                counted = start;
                statements.Add(new SqlStatement(script[start..tokens[^1].End], line, [.. tokens]));
                tokens.Clear();
            }
        }
    }
}
