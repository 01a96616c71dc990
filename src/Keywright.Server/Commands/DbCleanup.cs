using System.CommandLine;
using Keywright.Maintenance;

namespace Keywright.Server.Commands;

/// <summary><c>keywright db cleanup</c>: deletes what has expired, as a running server does every hour.</summary>
internal static class DbCleanup
{
    private static readonly Column<KeywrightExpired>[] Columns =
    [
        new("table", expired => expired.Table),
        new("rows", expired => expired.Rows),
    ];

    public static Command Create(CommandContext context)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what would be deleted." };
        var cleanup = new Command("cleanup", "Delete sessions, tokens and counters that ended long ago. Servers do so hourly.") { dryRun };
        context.RunOnDatabase(cleanup, async (host, parsed, output, ct) =>
        {
            var isDry = parsed.GetValue(dryRun);
            var expired = isDry ? await host.Purge.Count(ct) : await host.Purge.Run(ct);
            output.Many(expired, Columns);
            var rows = expired.Sum(table => table.Rows);
            output.Say(isDry ? $"Would be deleted: {rows}" : $"Deleted: {rows}");
            return ExitCode.Ok;
        });

        return cleanup;
    }
}
