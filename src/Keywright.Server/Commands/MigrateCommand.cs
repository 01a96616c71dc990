using System.CommandLine;
using Keywright.Database.Migrations;
using Keywright.Maintenance;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate up</c> and <c>status</c>: the schema of the configured database.</summary>
internal static class MigrateCommand
{
    private static readonly Column<KeywrightMigration>[] Columns =
    [
        new("name", migration => migration.Name),
        new("status", migration => migration.Status),
        new("batch", migration => migration.Batch),
        new("applied_at", migration => migration.AppliedAt),
        new("execution_time_ms", migration => migration.ExecutionTimeMs),
        new("description", migration => migration.Description),
        new("error", migration => migration.Error),
    ];

    public static Command Create(CommandContext context) =>
        new("migrate", "Bring the database's schema up to date, or see how it stands.") { Up(context), Status(context) };

    private static Command Up(CommandContext context)
    {
        var up = new Command("up", "Apply all pending migrations, once, however many processes do so at the same time.");
        context.Run(up, async (options, _, output, ct) =>
        {
            await using var host = CommandHost.Open(options);
            if (host.RefuseMemory() is { } refusal)
            {
                return output.Fail(refusal);
            }

            var applied = await host.Migrations.UpAsync(ct);
            if (applied.Count == 0 && !output.Json)
            {
                output.Say("The schema is up to date: nothing to apply.");
                return ExitCode.Ok;
            }

            List(output, [.. (await host.Status(ct)).Where(migration => applied.Contains(migration.Name))]);
            return ExitCode.Ok;
        });

        return up;
    }

    private static Command Status(CommandContext context)
    {
        var exitCode = new Option<bool>("--exit-code") { Description = "End with 3 when migrations are pending." };
        var status = new Command("status", "List all migrations and how each stands. Changes nothing.") { exitCode };
        context.Run(status, async (options, parsed, output, ct) =>
        {
            await using var host = CommandHost.Open(options);
            if (host.RefuseMemory() is { } refusal)
            {
                return output.Fail(refusal);
            }

            var migrations = await host.Status(ct);
            List(output, migrations);
            var pending = migrations.Count(migration => migration.Status != MigrationState.Completed);
            output.Say(pending == 0 ? "The schema is up to date." : $"Pending: {pending}. Apply with: keywright migrate up");
            return pending > 0 && parsed.GetValue(exitCode) ? ExitCode.Pending : ExitCode.Ok;
        });

        return status;
    }

    /// <summary>Descriptions and errors are too long for a table.</summary>
    private static void List(Output output, IReadOnlyList<KeywrightMigration> migrations)
    {
        output.Many(migrations, output.Json ? Columns : Columns[..5]);
        foreach (var failed in migrations.Where(migration => migration.Error is not null))
        {
            output.Say($"{failed.Name} failed: {failed.Error}");
        }
    }
}
