using System.CommandLine;
using System.CommandLine.Parsing;
using Keywright.Configuration;

namespace Keywright.Server.Commands;

/// <summary>A command line that was not understood: what is wrong with it, what may have been meant, and where to read on.</summary>
internal static class UsageErrors
{
    public static int Tell(ParseResult parsed, TextWriter messages)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(parsed.CommandResult);
        if (parsed.UnmatchedTokens.Count > 0)
        {
            // What the parser misses follows from what it did not know.
            foreach (var token in parsed.UnmatchedTokens)
            {
                messages.WriteLine($"{path} does not know '{token}'.{Meant(token, command)}");
            }
        }
        else if (command.Subcommands.Count > 0)
        {
            messages.WriteLine($"{path} needs a command: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.");
        }
        else
        {
            foreach (var error in parsed.Errors)
            {
                messages.WriteLine(error.Message);
            }
        }

        messages.WriteLine($"See: {path} --help");
        return ExitCode.Usage;
    }

    private static string Meant(string token, Command command)
    {
        var known = token.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
        return Suggestions.Nearest(token, known) is { } nearest ? $" Did you mean {nearest}?" : "";
    }

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent
        ? $"{PathOf(parent)} {result.Command.Name}"
        : "keywright";
}
