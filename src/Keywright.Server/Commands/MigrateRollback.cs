using System.CommandLine;
using System.Globalization;
using System.CommandLine.Parsing;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate rollback</c>: undoes the newest, as far as it is told.</summary>
internal static class MigrateRollback
{
    private static readonly Column<RollbackStep>[] Columns = [new("name", step => step.Name), new("sql", step => step.Sql)];

    public static Command Create(MigrateVerbs verbs)
    {
        var steps = new Option<int?>("--steps")
        {
            Description = "So many of the newest.",
            HelpName = "N",
            CustomParser = Steps,
        };
        var batch = new Option<bool>("--batch") { Description = "Those that were applied together last." };
        var to = MigrateUp.To("All after this number, which stays. 0 is everything.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be run, and change nothing." };
        var progress = MigrateProgress.Option();
        var rollback = new Command(
            "rollback", "Undo the newest migrations with the SQL that was kept when they were applied: all of them, or none.")
        {
            steps, batch, to, dryRun, progress,
        };
        rollback.Validators.Add(result => RefuseUnclear(result, steps, batch, to));
        verbs.Run(rollback, async (target, parsed, output, ct) =>
        {
            using var reports = MigrateProgress.Of(parsed.GetValue(progress), output);
            var request = new RollbackRequest
            {
                Steps = parsed.GetValue(steps),
                LastBatch = parsed.GetValue(batch),
                To = parsed.GetValue(to),
                DryRun = parsed.GetValue(dryRun),
                By = $"{Environment.UserName}@{Environment.MachineName}",
                BeforeFirst = target.BackUp,
                Progress = reports,
            };
            var undone = target.IsMissing() ? [] : await target.Migrator().Rollback(request, ct);
            Tell(output, undone, request.DryRun);
            return ExitCode.Ok;
        });

        return rollback;
    }

    private static void RefuseUnclear(CommandResult result, Option<int?> steps, Option<bool> batch, Option<long?> to)
    {
        if (((Option[])[steps, batch, to]).Count(option => result.GetResult(option) is not null) != 1)
        {
            result.AddError("How far back? Exactly one of --steps N, --batch and --to NUMBER.");
        }
    }

    private static int? Steps(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return number;
        }

        result.AddError($"--steps is '{result.Tokens[0].Value}': expected a number from 1.");
        return null;
    }

    private static void Tell(Output output, IReadOnlyList<RollbackStep> undone, bool isDryRun)
    {
        if (output.Json)
        {
            output.Many(undone, Columns);
        }

        foreach (var step in undone)
        {
            output.Result(isDryRun ? $"-- {step.Name}\n{step.Sql}" : step.Name);
        }

        output.Say(
            undone.Count == 0 ? "There is nothing to undo."
            : isDryRun ? $"To undo: {undone.Count}. Nothing was changed."
            : $"Undone: {undone.Count}.");
    }
}
