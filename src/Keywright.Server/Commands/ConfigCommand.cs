using System.CommandLine;
using Keywright.Configuration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright config check</c>: whether the configuration is right, and what it comes to.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandContext context)
    {
        var check = new Command("check", "Check the configuration and print what is in effect, secrets hidden.");
        context.Run(check, (options, _, output, _) =>
        {
            output.Many(
                [.. OptionsTree.Settings(options)],
                new Column<Setting>("setting", setting => setting.Path),
                new Column<Setting>("value", EffectiveSettings.Show));
            return Task.FromResult(ExitCode.Ok);
        });

        return new Command("config", "Look at the configuration.") { check };
    }
}
