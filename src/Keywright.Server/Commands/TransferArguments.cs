using System.CommandLine;
using Keywright.Maintenance.Transfer;

namespace Keywright.Server.Commands;

/// <summary>What export and import are told alike.</summary>
internal static class TransferArguments
{
    private const int Shortest = 12;

    public static Option<string> PassphraseFile(string description) => new("--passphrase-file") { Description = description };

    /// <summary>The first line of the file. An argument would be seen by every user of the machine.</summary>
    public static async Task<string?> Passphrase(string? file, CancellationToken ct)
    {
        if (file is null)
        {
            return null;
        }

        if (!File.Exists(file))
        {
            throw new TransferException($"There is no file {file}.");
        }

        using var reader = new StreamReader(file);
        return await reader.ReadLineAsync(ct) is { Length: >= Shortest } passphrase
            ? passphrase
            : throw new TransferException($"The passphrase in {file} has fewer than {Shortest} characters.");
    }
}

/// <summary>Tells people how far a transfer is, once a second at most.</summary>
internal sealed class ProgressLines(Output output, TimeProvider clock) : IProgress<TransferProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _told = clock.GetTimestamp();

    public void Report(TransferProgress value)
    {
        if (clock.GetElapsedTime(_told) >= Pause)
        {
            _told = clock.GetTimestamp();
            output.Say($"… {value.Table}: {value.Rows} rows so far");
        }
    }
}
