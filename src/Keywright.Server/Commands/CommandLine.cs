using System.CommandLine;
using System.CommandLine.Help;
using Keywright.Server.Configuration;

namespace Keywright.Server.Commands;

/// <summary>The command line: one file a verb, listed here.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(string[] arguments, TextWriter results, TextWriter messages)
    {
        var (command, settings) = Arguments.Split(arguments);
        var context = new CommandContext(ServerConfiguration.OfThisProcess(settings), results, messages);

        // An argument that begins with @ is what it is, not the name of a file of arguments.
        var parsed = Root(context).Parse(command, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpAction or RootHelp))
        {
            return UsageErrors.Tell(parsed, messages);
        }

        // The host listens to SIGTERM itself and drains; the parser's own handler would end it after two seconds.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = results,
            Error = messages,
            ProcessTerminationTimeout = null,
        });
    }

    internal static RootCommand Root(CommandContext context)
    {
        var root = new RootCommand("Authentication whose state lives in your own database.")
        {
            context.JsonOption,
            ServeCommand.Create(context),
            MigrateCommand.Create(context),
            DbCommand.Create(context),
            UserCommand.Create(context),
            RoleCommand.Create(context),
            TokenCommand.Create(context),
            ServiceAccountCommand.Create(context),
            ClientCommand.Create(context),
            SessionCommand.Create(context),
            KeyCommand.Create(context),
            ExportCommand.Create(context),
            ImportCommand.Create(context),
            MailCommand.Create(context),
            AuditCommand.Create(context),
            ConfigCommand.Create(context),
        };
        root.HelpName = "keywright";
        RootHelp.AddTo(root);
        return root;
    }
}
