using System.CommandLine;
using Keywright.Server.Configuration;

namespace Keywright.Server.Commands;

/// <summary>The command line: one file a verb, listed here.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(string[] arguments, TextWriter results, TextWriter messages)
    {
        var (command, settings) = Arguments.Split(arguments);
        var context = new CommandContext(ServerConfiguration.OfThisProcess(settings), results, messages);
        var parsed = Root(context).Parse(command);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await messages.WriteLineAsync(error.Message);
            }

            await messages.WriteLineAsync("keywright --help lists the commands.");
            return ExitCode.Usage;
        }

        // The host listens to SIGTERM itself and drains; the parser's own handler would end it after two seconds.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = results,
            Error = messages,
            ProcessTerminationTimeout = null,
        });
    }

    private static RootCommand Root(CommandContext context)
    {
        var root = new RootCommand("Authentication whose state lives in your own database.")
        {
            context.JsonOption,
            ServeCommand.Create(context),
            ConfigCommand.Create(context),
        };
        root.HelpName = "keywright";
        return root;
    }
}
