using System.Text.Json;
using Keywright.Server.Commands;

namespace Keywright.Tests.Server;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Config_check_prints_what_is_in_effect_without_secrets()
    {
        var key = Convert.ToBase64String("secretsecretsecretsecretsecret42"u8);
        var (code, results, _) = await Run("config", "check", "--json", "--Keys:MasterKey=" + key, "--Lockout:Duration=20m");

        Assert.Equal(0, code);
        var settings = JsonDocument.Parse(results).RootElement.GetProperty("data").EnumerateArray()
            .ToDictionary(row => row.GetProperty("setting").GetString()!, row => row.GetProperty("value").GetString());
        Assert.Equal("20m", settings["Lockout:Duration"]);
        Assert.Equal("(hidden)", settings["Keys:MasterKey"]);
        Assert.DoesNotContain(key, results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_configuration_ends_every_command_with_78()
    {
        foreach (var command in new[] { "serve", "config check" })
        {
            var (code, results, messages) = await Run([.. command.Split(' '), "--Lockout:Duration=x", "--Urls=y"]);

            Assert.Equal(78, code);
            Assert.Empty(results);
            Assert.Contains("Lockout:Duration", messages, StringComparison.Ordinal);
            Assert.Contains("Urls", messages, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("config")]
    [InlineData("config check --nonsense")]
    public async Task What_is_not_understood_ends_with_2(string line)
    {
        var (code, results, messages) = await Run(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Empty(results);
        Assert.Matches("See: keywright.* --help", messages);
    }

    [Fact]
    public async Task Help_calls_the_executable_by_its_name()
    {
        var (code, results, _) = await Run("--help");

        Assert.Equal(0, code);
        Assert.Contains("keywright [command]", results, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_lines_up_and_no_control_character_reaches_the_terminal()
    {
        var text = new StringWriter();

        new Output(text, text, json: false).Many(
            ["a", "long\u001b[31m"], new Column<string>("name", row => row), new Column<string>("none", _ => null));

        Assert.Equal("NAME       NONE\na          -\nlong\uFFFD[31m  -\n".ReplaceLineEndings(), text.ToString());
    }

    private static async Task<(int Code, string Results, string Messages)> Run(params string[] arguments)
    {
        var results = new StringWriter();
        var messages = new StringWriter();
        var code = await CommandLine.Run(arguments, results, messages);
        return (code, results.ToString(), messages.ToString());
    }
}
