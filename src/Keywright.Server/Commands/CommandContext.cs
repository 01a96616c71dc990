using System.CommandLine;
using Keywright.Configuration;
using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Security.Keys;
using Keywright.Server.Configuration;

namespace Keywright.Server.Commands;

/// <summary>What every command gets: the configuration, its output, and one way to run and to fail.</summary>
internal sealed class CommandContext(ServerConfiguration configuration, TextWriter results, TextWriter messages)
{
    public Option<bool> JsonOption { get; } = new("--json") { Description = "Print JSON instead of a table.", Recursive = true };

    /// <summary>Reads the configuration and runs <paramref name="action"/>; what goes wrong becomes a message and an exit code.</summary>
    public void Run(Command command, Func<KeywrightOptions, ParseResult, Output, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, ct) =>
        {
            var output = new Output(results, messages, parsed.GetValue(JsonOption));
            try
            {
                return await action(configuration.ReadOrThrow(), parsed, output, ct);
            }
            catch (ConfigurationException e)
            {
                output.Error(e.Message);
                return ExitCode.Configuration;
            }
            catch (MasterKeyException e)
            {
                output.Error(e.Message);
                return ExitCode.Configuration;
            }
            catch (MigrationException e)
            {
                output.Error(e.Message);
                return ExitCode.Failed;
            }
            catch (DatabaseException e)
            {
                output.Error("The database failed: " + e.Message);
                return ExitCode.Failed;
            }
        });
}
