using System.CommandLine;
using Keywright.Maintenance.Transfer;

namespace Keywright.Server.Commands;

/// <summary><c>keywright import</c>: an export, or the users of another system.</summary>
internal static class ImportCommand
{
    private const string StandardInput = "-";

    private static readonly Column<TransferCount>[] Columns =
    [
        new("table", table => table.Table),
        new("rows", table => table.Rows),
        new("written", table => table.Written),
        new("unchanged", table => table.Unchanged),
        new("refused", table => table.Refused),
    ];

    public static Command Create(CommandContext context)
    {
        var source = new Argument<string>("source")
        {
            Description = "The file, - for standard input, or the URL of a database to read; env:NAME for a variable that holds it.",
        };
        UserArgument.RefuseOptions(source);
        var passphrase = TransferArguments.PassphraseFile("The passphrase of the export is in this file.");
        var without = new Option<bool>("--without-secrets") { Description = "Leave out what came under a passphrase." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Make rows that are here, but otherwise, what the export says." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing, and tell what would happen." };
        var foreign = new ForeignArguments();
        var import = new Command("import", "Bring in an export, or the users of another system. Who is here already is left alone.")
        {
            source, passphrase, without, overwrite, dryRun,
        };
        foreign.AddTo(import);
        context.RunOnDatabase(import, async (host, parsed, output, ct) =>
        {
            var options = new ImportOptions
            {
                Passphrase = await TransferArguments.Passphrase(parsed.GetValue(passphrase), ct),
                WithoutSecrets = parsed.GetValue(without),
                Overwrite = parsed.GetValue(overwrite),
                DryRun = parsed.GetValue(dryRun),
                Told = problem => output.Error(problem.ToString()),
                Progress = new ProgressLines(output, host.Clock),
            };
            var name = parsed.GetRequiredValue(source);
            if (!foreign.IsDatabase(parsed) && name != StandardInput && !File.Exists(name))
            {
                return output.Fail(Refusal.Failed($"There is no file {name}."));
            }

            await using var file = foreign.IsDatabase(parsed) ? null : Open(name);
            var report = foreign.Source(parsed, name, file) is { } other
                ? await host.Transfer.ImportAsync(other, options, ct)
                : await host.Transfer.ImportAsync(file!, options, ct);
            return Tell(output, report, options.DryRun);
        });

        return import;
    }

    private static Stream Open(string name) => name == StandardInput
        ? Console.OpenStandardInput()
        : new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous);

    private static int Tell(Output output, TransferReport report, bool isDryRun)
    {
        output.Many(report.Tables, Columns);
        var written = report.Tables.Sum(table => table.Written);
        output.Say(
            isDryRun ? $"Nothing was changed. {written} rows would be written."
            : written == 0 ? "Nothing was new."
            : $"{written} rows were written.");
        return report.IsComplete ? ExitCode.Ok : ExitCode.Failed;
    }
}
