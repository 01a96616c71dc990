namespace Keywright.Database.Migrations.Lint;

/// <summary>Constraints that ALTER TABLE adds or validates.</summary>
internal static class ConstraintChecks
{
    private static readonly string[] Kinds = ["CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "EXCLUDE", "NOT"];

    /// <summary>Whether ADD goes on with a constraint instead of a column.</summary>
    public static bool IsConstraint(LintCursor action) => !action.IsAtEnd && Kinds.Any(action.Rest[0].Is);

    public static IEnumerable<LintFinding> Added(string table, LintCursor action, LintContext context)
    {
        var line = action.Line;
        var name = action.Take("CONSTRAINT") ? action.Name() ?? "" : "";
        var definition = action.Rest;
        var isValid = LintCursor.Find(definition, "NOT", "VALID") < 0;
        Remember(table, name, definition, isValid, context.Memory);
        if (!isValid)
        {
            _ = context.AddedConstraints.Add($"{table}.{name}");
            yield break;
        }

        var what = name.Length > 0 ? $"{table}, {name}" : table;
        if (action.Take("FOREIGN", "KEY"))
        {
            yield return context.Found(LintRules.AddForeignKey, line, what);
        }
        else if (action.TakeAny("UNIQUE", "PRIMARY", "EXCLUDE"))
        {
            if (LintCursor.Find(definition, "USING", "INDEX") is var at && (at < 0 || LintCursor.Find(definition, "TABLESPACE") >= 0))
            {
                yield return context.Found(LintRules.AddUnique, line, what);
            }
        }
        else
        {
            yield return context.Found(LintRules.AddConstraint, line, what);
        }
    }

    public static IEnumerable<LintFinding> Validated(string table, LintCursor action, LintContext context)
    {
        var line = action.Line;
        var name = action.Name() ?? "";
        if (context.Memory.NotNull.TryGetValue((table, name), out var check))
        {
            context.Memory.NotNull[(table, name)] = check with { IsValid = true };
        }

        return context.Script.IsTransactional && context.AddedConstraints.Contains($"{table}.{name}")
            ? [context.Found(LintRules.ValidateAtOnce, line, $"{table}, {name}")]
            : [];
    }

    private static void Remember(string table, string name, IReadOnlyList<LintToken> definition, bool isValid, LintMemory memory)
    {
        // An OR would make it a weaker promise.
        if (LintCursor.Find(definition, "CHECK") != 0 || LintCursor.Find(definition, "OR") >= 0)
        {
            return;
        }

        var columns = definition
            .Where((token, at) => token.IsIdentifier && LintCursor.Find([.. definition.Skip(at + 1).Take(3)], "IS", "NOT", "NULL") == 0)
            .Select(token => token.Identifier)
            .ToHashSet(StringComparer.Ordinal);
        memory.NotNull[(table, name)] = (columns, isValid);
    }
}
