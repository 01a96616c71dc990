using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate baseline</c>: takes over a database that was made by other means.</summary>
internal static class MigrateBaseline
{
    public static Command Create(MigrateVerbs verbs)
    {
        var to = MigrateUp.To("The last number that is in the schema already.");
        to.Required = true;
        var baseline = new Command(
            "baseline", "Mark migrations as applied without running them. Only when the schema is what they would have made.") { to };
        verbs.Run(baseline, async (target, parsed, output, ct) =>
        {
            if (target.IsMissing())
            {
                return output.Fail(target.RefuseMissing());
            }

            var marked = await target.Migrator().Baseline(parsed.GetRequiredValue(to)!.Value, target.Proof(), ct);
            if (output.Json)
            {
                output.Many(marked, new Column<MigrationFile>("name", file => file.Name), new("checksum", file => file.Checksum));
            }

            foreach (var file in marked)
            {
                output.Result(file.Name);
            }

            output.Say($"Marked as applied: {marked.Count}.");
            return ExitCode.Ok;
        });

        return baseline;
    }
}
