using System.CommandLine;
using Keywright.Configuration;
using Keywright.Database;
using Keywright.Database.Backups;
using Keywright.Database.Migrations;
using Keywright.Maintenance.Transfer;
using Keywright.Security.Keys;
using Keywright.Server.Configuration;

namespace Keywright.Server.Commands;

/// <summary>What every command gets: the configuration, its output, and one way to run and to fail.</summary>
internal sealed class CommandContext(ServerConfiguration configuration, TextWriter results, TextWriter messages)
{
    public Option<bool> JsonOption { get; } = new("--json") { Description = "Print JSON instead of text for people.", Recursive = true };

    /// <summary>What the command line itself says of a setting, or null.</summary>
    public string? Argument(string setting) => configuration.Argument(setting);

    /// <summary>Reads the configuration and runs <paramref name="action"/>; what goes wrong becomes a message and an exit code.</summary>
    public void Run(Command command, Func<KeywrightOptions, ParseResult, Output, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, ct) =>
        {
            var output = new Output(results, messages, parsed.GetValue(JsonOption));
            try
            {
                return await action(configuration.ReadOrThrow(), parsed, output, ct);
            }
            catch (Exception e) when (Understand(e) is { } refusal)
            {
                return output.Fail(refusal);
            }
        });

    /// <summary>Like <see cref="Run"/>, on a database that is ready to be worked on.</summary>
    public void RunOnDatabase(Command command, Func<CommandHost, ParseResult, Output, CancellationToken, Task<int>> action) =>
        Run(command, async (options, parsed, output, ct) =>
        {
            await using var host = CommandHost.Open(options);
            return await host.Refuse(ct) is { } refusal ? output.Fail(refusal) : await action(host, parsed, output, ct);
        });

    private static Refusal? Understand(Exception e) => e switch
    {
        ConfigurationException or MasterKeyException => new(ExitCode.Configuration, e.Message),
        MigrationException { Problem: MigrationProblem.LockNotHad } => new(ExitCode.LockNotHad, e.Message),
        MigrationException or BackupException or TransferException or FormatException or IOException => Refusal.Failed(e.Message),
        DatabaseException { Problem: DatabaseProblem.OutcomeUnknown } => Refusal.Failed(
            $"It is not known whether this was done. {e.Message} Look before you repeat it."),
        DatabaseException => Refusal.Failed("The database failed: " + e.Message),
        UnauthorizedAccessException => Refusal.Failed(e.Message),
        _ => null,
    };
}
