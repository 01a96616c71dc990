using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate repair</c>: makes the history true again.</summary>
internal static class MigrateRepair
{
    private static readonly Column<RepairStep>[] Columns =
        [new("name", step => step.Name), new("action", step => step.Action), new("message", step => step.Message)];

    public static Command Create(MigrateVerbs verbs)
    {
        var repair = new Command(
            "repair", "Make the history say what is so: changed files, failed and dead rows. Only when the schema is as it should be.");
        verbs.Run(repair, async (target, _, output, ct) =>
        {
            if (target.IsMissing())
            {
                return output.Fail(target.RefuseMissing());
            }

            var steps = await target.Migrator().Repair(target.Proof(), ct);
            if (output.Json)
            {
                output.Many(steps, Columns);
            }

            foreach (var step in steps)
            {
                output.Result(step.Message);
            }

            output.Say(steps.Count == 0 ? "There is nothing to repair." : $"Repaired: {steps.Count}.");
            return ExitCode.Ok;
        });

        return repair;
    }
}
