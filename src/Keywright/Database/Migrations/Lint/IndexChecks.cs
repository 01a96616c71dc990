namespace Keywright.Database.Migrations.Lint;

/// <summary>Indexes on tables that others use.</summary>
internal static class IndexChecks
{
    /// <summary>Below this many rows an index is built in less time than the lock timeout.</summary>
    public const long Small = 10_000;

    /// <summary>From this many rows on it takes seconds.</summary>
    public const long Big = 1_000_000;

    public static IEnumerable<LintFinding> Of(LintStatement statement, LintContext context)
    {
        var cursor = statement.Read();
        var verb = cursor.Take("CREATE") ? "CREATE" : cursor.Take("DROP") ? "DROP" : cursor.Take("REINDEX") ? "REINDEX" : null;
        if (verb is null || !context.IsPostgres)
        {
            return [];
        }

        _ = verb == "CREATE" && cursor.Take("UNIQUE");
        if (verb == "REINDEX")
        {
            return statement.Has("CONCURRENTLY") || statement.Has("SYSTEM")
                ? []
                : [context.Found(LintRules.ReindexNotConcurrent, statement.FirstLine, "REINDEX")];
        }

        return cursor.Take("INDEX") ? verb == "CREATE" ? Made(statement, cursor, context) : Dropped(statement, cursor, context) : [];
    }

    private static IEnumerable<LintFinding> Made(LintStatement statement, LintCursor cursor, LintContext context)
    {
        var isConcurrent = cursor.Take("CONCURRENTLY");
        var isConditional = cursor.Take("IF", "NOT", "EXISTS");
        var index = cursor.Take("ON") ? null : cursor.Name();
        _ = index is not null && cursor.Take("ON");
        _ = cursor.Take("ONLY");
        var table = cursor.Name() ?? "";
        if (isConcurrent)
        {
            return isConditional ? [context.Found(LintRules.ConcurrentlyIfNotExists, statement.FirstLine, index ?? table)] : [];
        }

        var what = index is null ? table : $"{index} on {table}";
        return context.IsFresh(table) ? [] : (context.Memory.Rows?.GetValueOrDefault(table, -1) ?? -1) switch
        {
            >= Big => [context.Found(LintRules.IndexOnBigTable, statement.FirstLine, what)],
            >= 0 and < Small => [],
            _ => [context.Found(LintRules.IndexNotConcurrent, statement.FirstLine, what)],
        };
    }

    private static IEnumerable<LintFinding> Dropped(LintStatement statement, LintCursor cursor, LintContext context)
    {
        var isConcurrent = cursor.Take("CONCURRENTLY");
        _ = cursor.Take("IF", "EXISTS");
        // A way back drops what its up made a moment ago, or waits for its turn: nobody hurries.
        return isConcurrent || context.Script.IsDown
            ? []
            : [context.Found(LintRules.DropIndexNotConcurrent, statement.FirstLine, cursor.Name() ?? "")];
    }
}
