namespace Keywright.Database.Migrations.Lint;

/// <summary>What belongs into a transaction, and what does not.</summary>
internal static class TransactionChecks
{
    private static readonly string[] Statements = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END", "ABORT"];

    private static readonly string[] Local = ["LOCAL", "CONSTRAINTS", "TRANSACTION"];

    /// <summary>What PostgreSQL refuses in a transaction block.</summary>
    private static readonly string[][] Refused =
    [
        ["VACUUM"], ["ALTER", "SYSTEM"], ["CREATE", "DATABASE"], ["DROP", "DATABASE"], ["CREATE", "TABLESPACE"], ["DROP", "TABLESPACE"],
        ["REINDEX", "DATABASE"], ["REINDEX", "SYSTEM"], ["CREATE", "SUBSCRIPTION"], ["DROP", "SUBSCRIPTION"],
    ];

    public static IEnumerable<LintFinding> Of(LintStatement statement, LintContext context)
    {
        var line = statement.FirstLine;
        if (Statements.Any(word => statement.Begins(word)) || statement.Begins("START", "TRANSACTION"))
        {
            yield return context.Found(LintRules.TransactionStatement, line, statement.Tokens[0].Text);
        }

        var isRefused = statement.Begins("VACUUM") || (context.IsPostgres && Refused.Any(words => statement.Begins(words)));
        var isConcurrent = context.IsPostgres && statement.Has("CONCURRENTLY") && !statement.Begins("REFRESH");
        if (context.Script.IsTransactional && (isRefused || isConcurrent))
        {
            yield return context.Found(
                isConcurrent ? LintRules.ConcurrentlyInTransaction : LintRules.NotInTransaction, line, statement.Tokens[0].Text);
        }

        var isNewValue = statement.Begins("ALTER", "TYPE") && statement.Has("ADD", "VALUE");
        if (isNewValue && context.Script.IsTransactional)
        {
            yield return context.Found(LintRules.NewEnumValue, line, "ALTER TYPE");
        }

        if (context.IsPostgres && statement.Begins("SET") && !Local.Any(word => statement.Tokens is [_, var next, ..] && next.Is(word)))
        {
            yield return context.Found(LintRules.SessionSetting, line, "SET");
        }
        else if (!context.Script.IsTransactional && context.IsPostgres && !isRefused && !isConcurrent && !isNewValue)
        {
            yield return context.Found(LintRules.NeedlessNoTransaction, line, statement.Tokens[0].Text);
        }
    }
}
