using System.CommandLine;
using Keywright.Maintenance;

namespace Keywright.Server.Commands;

/// <summary><c>keywright db backup</c>: a copy of the database, while servers go on writing to it.</summary>
internal static class DbBackup
{
    private const string Standard = "-";

    private static readonly Column<KeywrightBackup>[] Columns =
    [
        new("path", backup => backup.Path),
        new("bytes", backup => backup.Bytes),
        new("database", backup => backup.Database),
        new("migration", backup => backup.Migration),
        new("master_key", backup => backup.MasterKey),
        new("created_at", backup => backup.CreatedAt),
    ];

    public static Command Create(CommandContext context)
    {
        var to = new Option<string?>("--to")
        {
            Description = "The file to write, or - for standard output. By default one in Data/backups, named by time.",
            HelpName = "file",
        };
        var force = new Option<bool>("--force") { Description = "Replace a file of that name." };
        var backup = new Command("backup", "Copy the database to a file and check the copy, while servers go on.") { to, force };
        context.Run(backup, async (options, parsed, output, ct) =>
        {
            await using var host = CommandHost.Open(options);
            if (await host.RefuseEmpty(ct) is { } refusal)
            {
                return output.Fail(refusal);
            }

            if (parsed.GetValue(to) == Standard)
            {
                return await Stream(host, output, ct);
            }

            var made = await host.Backups.ToFile(parsed.GetValue(to), parsed.GetValue(force), ct);
            output.Result(made.Path);
            output.Done(made, $"Checked and whole: {made.Bytes} bytes, up to migration {made.Migration}. "
                + "Keep the master key somewhere else: without it the backup is worth little.", Columns);
            return ExitCode.Ok;
        });

        return backup;
    }

    private static async Task<int> Stream(CommandHost host, Output output, CancellationToken ct)
    {
        if (output.Json || !Console.IsOutputRedirected)
        {
            return output.Fail(Refusal.Usage(
                "The backup itself goes to standard output: send it to a file or a program (| age -r … > backup.age), without --json."));
        }

        await using var stream = Console.OpenStandardOutput();
        await host.Backups.ToStream(stream, ct);
        return ExitCode.Ok;
    }
}
