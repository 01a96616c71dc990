namespace Keywright.Database.Migrations.Scripts;

/// <summary>The index that a CREATE INDEX CONCURRENTLY makes. When it fails, it leaves it behind, INVALID.</summary>
/// <param name="Name">Of the index, as the catalog has it.</param>
/// <param name="Table">Its table, as the statement has it.</param>
internal sealed record ConcurrentIndex(string Name, string Table)
{
    /// <summary>CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON [ONLY] table, else null.</summary>
    public static ConcurrentIndex? Of(SqlStatement statement)
    {
        if (After(statement) is not { } at || statement.Tokens[at].Is("ON"))
        {
            return null;
        }

        var tokens = statement.Tokens;
        at += tokens[at].Is("IF") ? 3 : 0;
        var table = at + 2 < tokens.Count && tokens[at + 2].Is("ONLY") ? at + 3 : at + 2;
        if (table >= tokens.Count || !tokens[at + 1].Is("ON"))
        {
            return null;
        }

        var end = table;
        while (end + 2 < tokens.Count && tokens[end + 1].Is("."))
        {
            end += 2;
        }

        return new ConcurrentIndex(NameOf(tokens[at]), string.Concat(tokens.Skip(table).Take(end - table + 1).Select(token => token.Text)));
    }

    public static bool IsNameless(SqlStatement statement) => After(statement) is { } at && statement.Tokens[at].Is("ON");

    // PostgreSQL folds what stands without quotes to lower case (§4.1.1).
    private static string NameOf(SqlToken token) => token.Kind == SqlTokenKind.Name
        ? token.Text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
        : token.Text.ToLowerInvariant();

    /// <summary>What follows the word CONCURRENTLY.</summary>
    private static int? After(SqlStatement statement)
    {
        var index = statement.Begins("CREATE", "UNIQUE", "INDEX") ? 3 : statement.Begins("CREATE", "INDEX") ? 2 : int.MaxValue - 1;
        return index + 1 < statement.Tokens.Count && statement.Tokens[index].Is("CONCURRENTLY") ? index + 1 : null;
    }
}
