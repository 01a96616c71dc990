using System.CommandLine;
using Keywright.Maintenance.Transfer;

namespace Keywright.Server.Commands;

/// <summary><c>keywright export</c>: everything of one instant, as JSON Lines.</summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";

    public static Command Create(CommandContext context)
    {
        var to = new Option<string>("--to")
        {
            Description = "The file to make, readable by its owner only. Standard output without it, or with -.",
            DefaultValueFactory = _ => StandardOutput,
        };
        var passphrase = TransferArguments.PassphraseFile("Encrypt what the master key encrypts here under the passphrase in this file.");
        var without = new Option<bool>("--without-secrets") { Description = "Leave out what the master key encrypts." };
        var export = new Command("export", "Write all users and what belongs to them as JSON Lines, for keywright import.")
        {
            to, passphrase, without,
        };
        context.RunOnDatabase(export, async (host, parsed, output, ct) =>
        {
            var options = new ExportOptions
            {
                Passphrase = await TransferArguments.Passphrase(parsed.GetValue(passphrase), ct),
                WithoutSecrets = parsed.GetValue(without),
            };
            return parsed.GetRequiredValue(to) is var file && file == StandardOutput
                ? await ToStandardOutput(host, options, output, ct)
                : await ToFile(host, options, file, output, ct);
        });

        return export;
    }

    private static async Task<int> ToStandardOutput(CommandHost host, ExportOptions options, Output output, CancellationToken ct)
    {
        await using var stream = Console.OpenStandardOutput();
        var report = await host.Transfer.ExportAsync(stream, options, new ProgressLines(output, host.Clock), ct);
        output.Say($"Exported {report.Tables.Sum(table => table.Written)} rows.");
        return ExitCode.Ok;
    }

    /// <summary>The name is the file's only once it is whole.</summary>
    private static async Task<int> ToFile(CommandHost host, ExportOptions options, string file, Output output, CancellationToken ct)
    {
        if (Path.Exists(file))
        {
            return output.Fail(Refusal.Failed($"{file} exists: choose another name."));
        }

        var unfinished = file + ".unfinished";
        File.Delete(unfinished);
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        TransferReport report;
        await using (var stream = new FileStream(unfinished, mode))
        {
            report = await host.Transfer.ExportAsync(stream, options, new ProgressLines(output, host.Clock), ct);
            await stream.FlushAsync(ct);
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
        }

        File.Move(unfinished, file);
        output.Many(
            report.Tables,
            new("table", table => table.Table), new("rows", table => table.Written), new("left_out", table => table.Refused));
        return ExitCode.Ok;
    }
}
