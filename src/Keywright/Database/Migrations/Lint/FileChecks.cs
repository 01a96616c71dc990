namespace Keywright.Database.Migrations.Lint;

/// <summary>What is said of a file as a whole.</summary>
internal static class FileChecks
{
    public static IEnumerable<LintFinding> Of(LintScript script, LintScript? down)
    {
        if (script.Statements.Count == 0)
        {
            yield return new LintFinding(LintRules.Empty, script.FileName, 0, "The file");
        }

        if (script.IsDown)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(script.Description))
        {
            yield return new LintFinding(LintRules.MissingDescription, script.FileName, 0, "The file");
        }

        if (down is null)
        {
            yield return new LintFinding(LintRules.MissingDown, script.FileName, 0, "The file");
            yield break;
        }

        foreach (var table in Left(script).Except(Dropped(down), StringComparer.Ordinal))
        {
            yield return new LintFinding(LintRules.DownForgets, script.FileName, 0, table);
        }
    }

    /// <summary>Tables that the script makes and that are there under that name when it ends.</summary>
    private static IEnumerable<string> Left(LintScript script)
    {
        var renamed = script.Statements.Where(statement => statement.Begins("ALTER", "TABLE") && statement.Has("RENAME", "TO"))
            .Select(statement => Renamed(statement));
        var made = script.Statements.Where(statement => !statement.Has("TEMP") && !statement.Has("TEMPORARY"))
            .Select(TableChecks.MadeTable).OfType<string>();
        return made.Except(renamed.Concat(Dropped(script)), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Dropped(LintScript script) => script.Statements
        .Where(statement => statement.Begins("DROP"))
        .SelectMany(statement => statement.Tokens.Skip(2).Where(token => token.IsIdentifier).Select(token => token.Identifier));

    private static string Renamed(LintStatement statement)
    {
        var cursor = statement.Read();
        _ = cursor.Take("ALTER", "TABLE");
        _ = cursor.Take("IF", "EXISTS");
        return cursor.Name() ?? "";
    }
}
