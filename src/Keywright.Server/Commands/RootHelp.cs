using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Keywright.Server.Commands;

/// <summary>The help of <c>keywright</c> itself ends with what holds for every command.</summary>
internal sealed class RootHelp(HelpAction own) : SynchronousCommandLineAction
{
    private const string Settings = """
        Settings:
          Those of keywright.json, .env, KEYWRIGHT_ variables and DATABASE_URL hold for every command, and may be given
          to any: --Database=postgresql://user@host/name. docs/configuration.md lists them.
        """;

    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new RootHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = own.Invoke(parseResult);
        if (parseResult.CommandResult.Command is RootCommand)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Settings + Environment.NewLine);
            parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.Help);
        }

        return code;
    }
}
