using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate up</c>: applies what is pending.</summary>
internal static class MigrateUp
{
    public static Command Create(MigrateVerbs verbs)
    {
        var to = To("The last number to apply.");
        var outOfOrder = OutOfOrder();
        var progress = MigrateProgress.Option();
        var up = new Command("up", "Apply all pending migrations, once, however many processes do so at the same time.")
        {
            to, outOfOrder, progress,
        };
        verbs.Run(up, async (target, parsed, output, ct) =>
        {
            using var steps = MigrateProgress.Of(parsed.GetValue(progress), output);
            var options = new UpOptions
            {
                To = parsed.GetValue(to),
                OutOfOrder = parsed.GetValue(outOfOrder),
                Progress = steps,
                BeforeFirst = target.BackUp,
            };
            var applied = await target.Migrator().Up(options, ct);
            if (applied.Count == 0)
            {
                output.Say("The schema is up to date: nothing to apply.");
            }

            if (applied.Count > 0 || output.Json)
            {
                var names = applied.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
                MigrateStatus.List(output, [.. (await target.Status(ct)).Where(row => names.Contains(row.Name))]);
            }

            return ExitCode.Ok;
        });

        return up;
    }

    public static Option<long?> To(string description) => new("--to")
    {
        Description = description,
        HelpName = "NUMBER",
        CustomParser = MigrationNumber.Parse,
    };

    public static Option<bool> OutOfOrder() => new("--out-of-order")
    {
        Description = "Also apply numbers lower than the newest applied.",
    };
}
