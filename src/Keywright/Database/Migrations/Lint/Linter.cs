namespace Keywright.Database.Migrations.Lint;

/// <summary>Reads migrations and tells what is dangerous in them. Touches no database.</summary>
internal static class Linter
{
    private static readonly Func<LintStatement, LintContext, IEnumerable<LintFinding>>[] Checks =
        [TransactionChecks.Of, TableChecks.Of, IndexChecks.Of, DropChecks.Of, DataChecks.Of, SqliteChecks.Of];

    /// <summary>The findings of all files, in their order.</summary>
    /// <param name="rows">About how many rows tables have; null where nobody can tell.</param>
    public static IReadOnlyList<LintFinding> Check(
        IReadOnlyList<MigrationFile> files, Dialect dialect, IReadOnlyDictionary<string, long>? rows = null)
    {
        var memory = new LintMemory(rows);
        var findings = new List<LintFinding>();
        foreach (var file in files)
        {
            var (up, down) = (LintScript.Up(file, dialect), LintScript.Down(file, dialect));
            findings.AddRange(Unless(up, [.. FileChecks.Of(up, down), .. Statements(up, memory)]));
            if (down is not null)
            {
                // A way back takes away what was added: what it knows ends with it.
                findings.AddRange(Unless(down, [.. FileChecks.Of(down, null), .. Statements(down, new LintMemory(rows))]));
            }
        }

        return findings;
    }

    private static List<LintFinding> Statements(LintScript script, LintMemory memory)
    {
        var context = new LintContext(script, memory);
        return [.. script.Statements.SelectMany(statement => Checks.SelectMany(check => check(statement, context)))];
    }

    /// <summary>Leaves out what comments allow, and adds the comments that allowed nothing.</summary>
    private static IEnumerable<LintFinding> Unless(LintScript script, List<LintFinding> findings)
    {
        var used = new HashSet<(string, int)>();
        foreach (var finding in findings)
        {
            var allows = script.Allows.Where(allow => allow.Rule == finding.Rule.Id && Covers(script, allow.Line, finding.Line)).ToList();
            used.UnionWith(allows);
            if (allows.Count == 0)
            {
                yield return finding;
            }
        }

        foreach (var (rule, line) in script.Allows.Where(allow => !used.Contains(allow)))
        {
            yield return new LintFinding(LintRules.UnusedAllow, script.FileName, line, rule);
        }
    }

    /// <summary>A comment speaks of the statement in or before which it stands; of the file as a whole (line 0), anywhere.</summary>
    private static bool Covers(LintScript script, int comment, int finding)
    {
        var statement = script.Statements.LastOrDefault(statement => statement.FirstLine <= finding);
        var before = script.Statements.LastOrDefault(other => statement is not null && other.LastLine < statement.FirstLine);
        return finding == 0 || (statement is not null && comment <= statement.LastLine && comment > (before?.LastLine ?? 0));
    }
}
