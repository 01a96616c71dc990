using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate plan</c>: the SQL that <c>up</c> would run.</summary>
internal static class MigratePlan
{
    private static readonly Column<MigrationFile>[] Columns =
    [
        new("name", file => file.Name),
        new("file", file => file.FileName),
        new("description", file => file.Description),
        new("type", file => file.Type),
        new("phase", file => file.Headers.Phase),
        new("transaction", file => file.Headers.IsTransactional),
        new("can_rollback", file => file.Rollback is not null),
        new("checksum", file => file.Checksum),
        new("sql", file => file.Sql),
    ];

    public static Command Create(MigrateVerbs verbs)
    {
        var to = MigrateUp.To("The last number to apply.");
        var outOfOrder = MigrateUp.OutOfOrder();
        var plan = new Command("plan", "Print the SQL that up would run, in order. Changes nothing.") { to, outOfOrder };
        verbs.Run(plan, async (target, parsed, output, ct) =>
        {
            var options = new UpOptions { To = parsed.GetValue(to), OutOfOrder = parsed.GetValue(outOfOrder) };
            var pending = target.IsMissing() ? Before(target.Files, options.To) : await target.Migrator().Plan(options, ct);
            if (output.Json)
            {
                output.Many(pending, Columns);
                return ExitCode.Ok;
            }

            foreach (var file in pending)
            {
                output.Result($"-- {file.FileName}{(file.Headers.IsTransactional ? "" : ": without a transaction")}");
                output.Result(file.Sql);
            }

            output.Say(pending.Count == 0
                ? "The schema is up to date: nothing to apply."
                : $"Pending: {pending.Count}. Nothing was changed.");
            return ExitCode.Ok;
        });

        return plan;
    }

    private static IReadOnlyList<MigrationFile> Before(IReadOnlyList<MigrationFile> files, long? last) =>
        [.. files.Where(file => last is null || file.Number <= last)];
}
