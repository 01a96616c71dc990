using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate validate</c>: whether files, history and schema belong together.</summary>
internal static class MigrateValidate
{
    private static readonly Column<MigrationFinding>[] Columns =
    [
        new("kind", finding => finding.Word),
        new("migration", finding => finding.Migration),
        new("message", finding => finding.Message),
    ];

    public static Command Create(MigrateVerbs verbs)
    {
        var proof = new Option<bool>("--proof")
        {
            Description = "Also compare the live schema with what the files make of an empty database.",
        };
        var validate = new Command(
            "validate", "Look for changed, missing, duplicate, late, failed and half-done migrations. Changes nothing.") { proof };
        verbs.Run(validate, async (target, parsed, output, ct) =>
        {
            var findings = await Findings(target, parsed.GetValue(proof), ct);
            if (output.Json)
            {
                output.Many(findings, Columns);
            }

            foreach (var finding in findings)
            {
                output.Result($"{finding.Word}: {finding.Message}");
            }

            output.Say(findings.Count == 0 ? "Files and history belong together." : $"Wrong: {findings.Count}.");
            return findings.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        });

        return validate;
    }

    private static async Task<IReadOnlyList<MigrationFinding>> Findings(MigrateTarget target, bool isProven, CancellationToken ct)
    {
        try
        {
            _ = target.Files;
        }
        catch (MigrationException e) when (e.Findings.Count > 0)
        {
            return e.Findings;
        }

        return target.IsMissing() ? [] : await target.Migrator().Validate(isProven ? target.Proof() : null, ct);
    }
}
