namespace Keywright.Database.Migrations.Lint;

/// <summary>Traps of SQLite.</summary>
internal static class SqliteChecks
{
    /// <summary>Documented at sqlite.org/pragma.html to be a no-op, or refused, while a transaction is open.</summary>
    private static readonly string[] NotInTransaction =
    [
        "foreign_keys", "journal_mode", "synchronous", "auto_vacuum", "page_size", "encoding", "locking_mode", "temp_store",
        "wal_checkpoint",
    ];

    public static IEnumerable<LintFinding> Of(LintStatement statement, LintContext context)
    {
        if (context.IsPostgres)
        {
            yield break;
        }

        var line = statement.FirstLine;
        var cursor = statement.Read();
        if (cursor.Take("PRAGMA") && cursor.Name() is { } pragma)
        {
            if (pragma == "writable_schema")
            {
                yield return context.Found(LintRules.WritableSchema, line, pragma);
            }
            else if (context.Script.IsTransactional && NotInTransaction.Contains(pragma) && !cursor.IsAtEnd)
            {
                yield return context.Found(LintRules.PragmaInTransaction, line, pragma);
            }
        }

        if (TableChecks.MadeTable(statement) is { } table && context.RenamedAway.Contains(table))
        {
            yield return context.Found(LintRules.RenameOldFirst, line, table);
        }
    }
}
