using System.CommandLine;
using Keywright.Database;
using Keywright.Database.Migrations.Lint;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate lint</c>: what is dangerous in the files.</summary>
internal static class MigrateLint
{
    private static readonly Column<LintFinding>[] Columns =
    [
        new("rule", finding => finding.Rule.Id),
        new("severity", Severity),
        new("file", finding => finding.File),
        new("line", finding => finding.Line == 0 ? null : finding.Line),
        new("what", finding => finding.What),
        new("why", finding => finding.Rule.Why),
        new("instead", finding => finding.Rule.Instead),
    ];

    public static Command Create(MigrateVerbs verbs)
    {
        var dialect = new Option<string>("--dialect")
        {
            Description = "Which SQL the files hold. Without it, that of the database, or both where every file names its own.",
        };
        dialect.AcceptOnlyFromAmong("postgres", "sqlite");
        var strict = new Option<bool>("--strict") { Description = "Warnings count as errors." };
        var lint = new Command("lint", "Warn of statements that lock, rewrite, lose or fail. With a database, big tables are known.")
        {
            dialect, strict,
        };
        verbs.RunOnFiles(lint, async (settings, parsed, output, ct) =>
        {
            var directory = parsed.GetValue(verbs.Directory);
            var dialects = Dialects(parsed.GetValue(dialect), settings, directory);
            if (dialects.Count == 0)
            {
                return output.Fail(Refusal.Usage("Which SQL do your files hold? Say it with --dialect, or which database they are for."));
            }

            var findings = new List<LintFinding>();
            foreach (var one in dialects)
            {
                findings.AddRange(Linter.Check(MigrateTarget.Read(directory, one), one, await verbs.Rows(settings, one, ct)));
            }

            return Tell(output, [.. findings.Distinct()], parsed.GetValue(strict));
        });

        return lint;
    }

    private static List<Dialect> Dialects(string? wish, DatabaseSettings? settings, string? directory)
    {
        if (wish is not null)
        {
            return [Enum.Parse<Dialect>(wish, ignoreCase: true)];
        }

        if (settings is not null && directory is not null)
        {
            return [MigrateTarget.DialectOf(settings)];
        }

        var all = Enum.GetValues<Dialect>().ToList();
        return directory is null || all.TrueForAll(one => MigrateTarget.Read(directory, one).All(file => NamesDialect(file.FileName)))
            ? all
            : [];
    }

    private static bool NamesDialect(string fileName) =>
        fileName.EndsWith(".sqlite.sql", StringComparison.Ordinal) || fileName.EndsWith(".postgres.sql", StringComparison.Ordinal);

    private static int Tell(Output output, IReadOnlyList<LintFinding> findings, bool isStrict)
    {
        if (output.Json)
        {
            output.Many(findings, Columns);
        }

        foreach (var finding in findings)
        {
            var place = finding.Line == 0 ? finding.File : $"{finding.File}:{finding.Line}";
            output.Result($"{place}: {Severity(finding)} {finding.Rule.Id}: {finding.What}: {finding.Rule.Why}.");
            output.Result("    " + finding.Rule.Instead);
        }

        var errors = findings.Count(finding => finding.Rule.Severity == LintSeverity.Error);
        output.Say($"Errors: {errors}. Warnings: {findings.Count - errors}.");
        return errors > 0 || (isStrict && findings.Count > 0) ? ExitCode.Failed : ExitCode.Ok;
    }

    private static string Severity(LintFinding finding) => finding.Rule.Severity == LintSeverity.Error ? "error" : "warning";
}
