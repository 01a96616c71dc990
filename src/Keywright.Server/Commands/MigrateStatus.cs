using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate status</c>: all migrations and how each stands.</summary>
internal static class MigrateStatus
{
    // For people the first five: descriptions and errors are too long for a table.
    private static readonly Column<MigrationStatus>[] Columns =
    [
        new("name", row => row.Name),
        new("status", row => row.State),
        new("batch", row => row.Batch),
        new("applied_at", row => row.AppliedAt),
        new("execution_time_ms", row => row.Milliseconds),
        new("file", row => row.FileName),
        new("description", row => row.Description),
        new("checksum", row => row.Checksum),
        new("completed_at", row => row.CompletedAt),
        new("can_rollback", row => row.CanRollback),
        new("error", row => row.Error),
    ];

    public static Command Create(MigrateVerbs verbs)
    {
        var exitCode = new Option<bool>("--exit-code") { Description = "End with 3 when migrations are pending." };
        var status = new Command("status", "List all migrations and how each stands. Changes nothing.") { exitCode };
        verbs.Run(status, async (target, parsed, output, ct) =>
        {
            var migrations = await target.Status(ct);
            List(output, migrations);
            var pending = migrations.Count(row => row.State != MigrationState.Completed);
            output.Say(pending == 0
                ? "The schema is up to date."
                : $"Pending: {pending}. Apply with: keywright migrate up{target.Named}");
            return pending > 0 && parsed.GetValue(exitCode) ? ExitCode.Pending : ExitCode.Ok;
        });

        return status;
    }

    public static void List(Output output, IReadOnlyList<MigrationStatus> migrations)
    {
        output.Many(migrations, output.Json ? Columns : Columns[..5]);
        foreach (var failed in migrations.Where(row => row.Error is not null))
        {
            output.Say($"{failed.Name} failed: {failed.Error}");
        }
    }
}
