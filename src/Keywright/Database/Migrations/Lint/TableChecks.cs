namespace Keywright.Database.Migrations.Lint;

/// <summary>ALTER TABLE, an action at a time.</summary>
internal static class TableChecks
{
    public static IEnumerable<LintFinding> Of(LintStatement statement, LintContext context)
    {
        if (MadeTable(statement) is { } made)
        {
            context.Made(made);
        }

        var cursor = statement.Read();
        if (!cursor.Take("ALTER", "TABLE"))
        {
            return [];
        }

        _ = cursor.Take("IF", "EXISTS");
        _ = cursor.Take("ONLY");
        if (cursor.Name() is not { } table)
        {
            return [];
        }

        // What the same file made is empty, and nobody uses it.
        var isFresh = context.IsFresh(table);
        _ = cursor.Take("*");
        List<LintFinding> findings = [.. cursor.Parts().SelectMany(action => Action(table, action, context))];
        if (!isFresh)
        {
            _ = context.Altered.Add(table);
        }

        return isFresh ? findings.Where(finding => finding.Rule == LintRules.RenameOldFirst) : findings;
    }

    /// <summary>The table that a CREATE TABLE makes, or null.</summary>
    public static string? MadeTable(LintStatement statement)
    {
        var cursor = statement.Read();
        if (!cursor.Take("CREATE"))
        {
            return null;
        }

        while (cursor.TakeAny("TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "UNLOGGED"))
        {
        }

        if (!cursor.Take("TABLE") && !cursor.Take("MATERIALIZED", "VIEW"))
        {
            return null;
        }

        _ = cursor.Take("IF", "NOT", "EXISTS");
        return cursor.Name();
    }

    private static IEnumerable<LintFinding> Action(string table, LintCursor action, LintContext context)
    {
        var line = action.Line;
        if (action.Take("ADD"))
        {
            return ConstraintChecks.IsConstraint(action)
                ? ConstraintChecks.Added(table, action, context)
                : ColumnChecks.Added(table, action, context);
        }

        if (action.Take("ALTER"))
        {
            return ColumnChecks.Altered(table, action, context);
        }

        if (action.Take("VALIDATE", "CONSTRAINT"))
        {
            return ConstraintChecks.Validated(table, action, context);
        }

        if (action.Take("RENAME"))
        {
            return Renamed(table, action, context);
        }

        if (action.Take("DROP") && !action.TakeAny("CONSTRAINT"))
        {
            _ = action.Take("COLUMN");
            _ = action.Take("IF", "EXISTS");
            return DropChecks.Column(table, action, context);
        }

        if (action.Take("DISABLE", "TRIGGER"))
        {
            return [context.Found(LintRules.DisableTrigger, line, table)];
        }

        return action.Take("SET") && (action.TakeAny("LOGGED", "UNLOGGED", "TABLESPACE") || action.Take("ACCESS", "METHOD"))
            ? [context.Found(LintRules.RewriteTable, line, table)]
            : [];
    }

    private static IEnumerable<LintFinding> Renamed(string table, LintCursor action, LintContext context)
    {
        var line = action.Line;
        if (action.Take("TO"))
        {
            if (action.Name() is not { } name || (context.IsFresh(table) && context.Dropped.Contains(name)))
            {
                // The last step of a rebuild.
                yield break;
            }

            _ = context.RenamedAway.Add(table);
            yield return context.Found(LintRules.RenameTable, line, table);
            yield break;
        }

        if (!action.TakeAny("CONSTRAINT"))
        {
            _ = action.Take("COLUMN");
            yield return context.Found(LintRules.RenameColumn, line, $"{table}.{action.Name()}");
            if (context.Script.Phase == "expand")
            {
                yield return context.Found(LintRules.ExpandTakesAway, line, table);
            }
        }
    }
}
