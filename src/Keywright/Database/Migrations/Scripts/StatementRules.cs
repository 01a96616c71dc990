namespace Keywright.Database.Migrations.Scripts;

/// <summary>What a file without a transaction must not contain, and whether it still begins with what was run of it.</summary>
internal static class StatementRules
{
    private static readonly string[] Control = ["BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "ABORT"];

    public static IEnumerable<string> Refuse(IReadOnlyList<SqlStatement> statements)
    {
        foreach (var statement in statements)
        {
            if (Control.Any(word => statement.Begins(word)) || statement.Begins("END"))
            {
                yield return $"line {statement.Line}: {statement.Tokens[0].Text} in a file without a transaction. "
                    + "Each statement is one for itself.";
            }

            if (statement.Begins("SET", "ROLE") || statement.Begins("SET", "SESSION", "AUTHORIZATION") || statement.Begins("SET", "LOCAL"))
            {
                yield return $"line {statement.Line}: SET {statement.Tokens[1].Text} in a file without a transaction. "
                    + "It would end with its statement.";
            }

            if (ConcurrentIndex.IsNameless(statement))
            {
                yield return $"line {statement.Line}: CREATE INDEX CONCURRENTLY without a name. "
                    + "What it leaves when it fails could not be found.";
            }
        }
    }

    /// <summary>Where the file differs from what was run, and what to do about it; null where it doesn't.</summary>
    public static string? Differs(IReadOnlyList<SqlStatement> statements, Checkpoints run)
    {
        const string Mend = "Bring back that text, so that the next up goes on behind it; "
            + "or undo by hand what ran and clear the row with repair.";
        for (var i = 0; i < run.Done.Count; i++)
        {
            if (i >= statements.Count)
            {
                return $"and has only {statements.Count} now. {Mend}";
            }

            if (Checkpoints.HashOf(statements[i].Text) != run.Done[i])
            {
                return $"and statement {i + 1} (line {statements[i].Line}) is another now. {Mend}";
            }
        }

        return null;
    }
}
