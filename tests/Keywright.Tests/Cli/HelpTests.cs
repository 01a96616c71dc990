using System.CommandLine;
using Keywright.Server.Commands;
using Keywright.Server.Configuration;
using Keywright.Tests.Architecture;

namespace Keywright.Tests.Cli;

public sealed class HelpTests
{
    [Fact]
    public async Task The_help_of_every_command_is_as_approved()
    {
        var text = new StringWriter();
        foreach (var path in Paths())
        {
            var (code, results, messages) = await Run([.. path, "--help"]);
            Assert.Equal((0, ""), (code, messages));
            await text.WriteLineAsync($"$ {string.Join(' ', ["keywright", .. path, "--help"])}\n{results.TrimEnd()}\n");
        }

        Approved.Matches(
            string.Join('\n', text.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())),
            "tests", "Keywright.Tests", "Cli", "Help.approved");
    }

    [Fact]
    public async Task Every_command_refuses_what_it_does_not_know_and_says_where_to_read()
    {
        foreach (var path in Paths())
        {
            var (code, results, messages) = await Run([.. path, "--nonsense"]);

            Assert.Equal((2, ""), (code, results));
            Assert.Contains($"See: {string.Join(' ', ["keywright", .. path])} --help", messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_command_that_takes_a_user_or_an_id_says_when_it_is_missing()
    {
        foreach (var path in Paths().Where(path => Find(path).Arguments.Count > 0))
        {
            var (code, results, messages) = await Run([.. path]);

            Assert.Equal((2, ""), (code, results));
            Assert.Matches("(?m)^Required argument '[a-z]+' missing", messages);
        }
    }

    private static List<string[]> Paths() => [.. Paths(Root(), [])];

    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        [path, .. command.Subcommands.SelectMany(sub => Paths(sub, [.. path, sub.Name]))];

    private static Command Find(string[] path) =>
        path.Aggregate((Command)Root(), (command, name) => command.Subcommands.Single(sub => sub.Name == name));

    private static RootCommand Root() => CommandLine.Root(
        new CommandContext(new ServerConfiguration("/", new Dictionary<string, string>(), []), TextWriter.Null, TextWriter.Null));

    private static async Task<(int Code, string Results, string Messages)> Run(string[] arguments)
    {
        var (results, messages) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Run(arguments, results, messages);
        return (code, results.ToString(), messages.ToString());
    }
}
