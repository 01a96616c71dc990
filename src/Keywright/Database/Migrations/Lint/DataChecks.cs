namespace Keywright.Database.Migrations.Lint;

/// <summary>Statements that change rows.</summary>
internal static class DataChecks
{
    public static IEnumerable<LintFinding> Of(LintStatement statement, LintContext context)
    {
        var cursor = statement.Read();
        var line = statement.FirstLine;
        if (cursor.Take("TRUNCATE"))
        {
            _ = cursor.Take("TABLE");
            _ = cursor.Take("ONLY");
            return Unless(context, cursor.Name(), table => context.Found(LintRules.Truncate, line, table));
        }

        if (cursor.Take("DELETE", "FROM") || cursor.Take("UPDATE"))
        {
            _ = cursor.Take("ONLY");
            return Unless(context, cursor.Name(), table => statement.Has("WHERE")
                ? Locked(table, line, context)
                : context.Found(LintRules.WithoutWhere, line, table));
        }

        return cursor.Take("INSERT", "INTO") && cursor.Name() is { } target && !cursor.Take("(") && cursor.Take("SELECT", "*")
            ? [context.Found(LintRules.InsertSelectStar, line, target)]
            : [];
    }

    private static IEnumerable<LintFinding> Unless(LintContext context, string? table, Func<string, LintFinding?> find) =>
        table is not null && !context.IsFresh(table) && find(table) is { } finding ? [finding] : [];

    private static LintFinding? Locked(string table, int line, LintContext context) =>
        context is { IsPostgres: true, Script.IsTransactional: true } && context.Altered.Contains(table)
            ? context.Found(LintRules.AlterWithData, line, table)
            : null;
}
