namespace Keywright.Database.Migrations.Lint;

/// <summary>What is dropped.</summary>
internal static class DropChecks
{
    public static IEnumerable<LintFinding> Of(LintStatement statement, LintContext context)
    {
        var cursor = statement.Read();
        if (!cursor.Take("DROP"))
        {
            yield break;
        }

        var isTable = cursor.Take("TABLE");
        if (statement.Has("CASCADE"))
        {
            yield return context.Found(LintRules.DropCascade, statement.LastLine, "DROP");
        }

        if (!context.Script.IsTransactional && !statement.Has("IF", "EXISTS"))
        {
            yield return context.Found(LintRules.NotRepeatable, statement.FirstLine, "DROP");
        }

        if (isTable)
        {
            _ = cursor.Take("IF", "EXISTS");
            foreach (var finding in cursor.Parts().SelectMany(part => Table(part.Name() ?? "", statement, context)))
            {
                yield return finding;
            }
        }
    }

    /// <summary>A column that ALTER TABLE drops.</summary>
    public static IEnumerable<LintFinding> Column(string table, LintCursor action, LintContext context)
    {
        var line = action.Line;
        var column = action.Name();
        if (action.Take("CASCADE"))
        {
            yield return context.Found(LintRules.DropCascade, line, $"{table}.{column}");
        }

        foreach (var finding in TakenAway(LintRules.DropColumn, line, $"{table}.{column}", context))
        {
            yield return finding;
        }
    }

    private static IEnumerable<LintFinding> Table(string table, LintStatement statement, LintContext context)
    {
        _ = context.Dropped.Add(table);
        // The middle of a rebuild: the rows were copied to a table that gets this name.
        return context.IsFresh(table) || IsCopied(table, context.Script)
            ? []
            : TakenAway(LintRules.DropTable, statement.FirstLine, table, context);
    }

    private static bool IsCopied(string table, LintScript script) => script.Statements.Any(statement =>
        statement.Begins("ALTER", "TABLE") && statement.Tokens is [.., var to, var name] && to.Is("TO") && name.IsIdentifier
        && name.Identifier == table);

    // Ways back take away what was added, and a contraction is there for it.
    private static IEnumerable<LintFinding> TakenAway(LintRule rule, int line, string what, LintContext context) => context.Script switch
    {
        { IsDown: true } or { Phase: "contract" } => [],
        { Phase: "expand" } => [context.Found(LintRules.ExpandTakesAway, line, what)],
        _ => [context.Found(rule, line, what)],
    };
}
