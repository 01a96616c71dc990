using System.Text.RegularExpressions;
using Keywright.Tests.Support;

namespace Keywright.Tests.Cli;

/// <summary>
/// Runs a script in an empty directory. <c>exec keywright …</c> must succeed, <c>! exec</c> must not; <c>code N</c> is what it ended
/// with; <c>stdout REGEX</c> and <c>stderr REGEX</c> must match what it printed, with <c>!</c> must not; <c>cmp stdout FILE</c> compares
/// all of it; <c>stdin TEXT</c> is what the next one reads; <c>env NAME=VALUE</c>; <c>capture NAME REGEX</c> keeps the first group as
/// $NAME; <c>exists FILE</c>, whose name may hold a *; <c>rm FILE</c>. A line that begins with <c>[sqlite]</c> or <c>[postgres]</c> is for
/// that database only.
/// </summary>
internal sealed class CliRunner(string directory, IReadOnlyDictionary<string, string> environment)
{
    private readonly Dictionary<string, string> _environment = new(environment, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _captured = new(StringComparer.Ordinal);
    private string _input = "";
    private CommandResult _last = new(-1, "", "");

    public async Task Run(string text)
    {
        var script = CliScript.Parse(text);
        foreach (var (name, content) in script.Files)
        {
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, content);
        }

        var database = _environment["DATABASE_URL"].StartsWith("postgres", StringComparison.Ordinal) ? "postgres" : "sqlite";
        foreach (var line in script.Lines.Where(line => line.Only is null || line.Only == database))
        {
            if (await Do(line, [.. line.Words.Select(Expand)]) is { } failure)
            {
                Assert.Fail($"""
                    line {line.Number}: {string.Join(' ', line.Words)}
                    {failure}
                    -- code: {_last.Code} -- stdout:
                    {_last.Results}
                    -- stderr:
                    {_last.Messages}
                    """);
            }
        }
    }

    /// <summary>What went otherwise, or null.</summary>
    private async Task<string?> Do(CliLine line, string[] words)
    {
        switch (words)
        {
            case ["exec", "keywright", .. var arguments]:
                _last = await KeywrightCommand.Run(KeywrightCommand.Start(directory, arguments, _environment), _input);
                _input = "";
                return (_last.Code != 0) == line.Negated ? null : $"ended with {_last.Code}";
            case ["code", var code]:
                return _last.Code.ToString(System.Globalization.CultureInfo.InvariantCulture) == code ? null : $"ended with {_last.Code}";
            case ["stdout", var pattern]:
                return Look(line, pattern, _last.Results);
            case ["stderr", var pattern]:
                return Look(line, pattern, _last.Messages);
            case ["cmp", "stdout", var file]:
                return await File.ReadAllTextAsync(Path.Combine(directory, file)) == _last.Results ? null : "it is not the same";
            case ["exists", var file]:
                return Exists(file) != line.Negated ? null : "otherwise";
            case ["rm", var file]:
                File.Delete(Path.Combine(directory, file));
                return null;
            case ["stdin", var text]:
                _input = Regex.Unescape(text);
                return null;
            case ["env", var variable]:
                var parts = variable.Split('=', 2);
                _environment[parts[0]] = parts[1];
                return null;
            case ["capture", var name, var pattern]:
                var match = Regex.Match(_last.Results, pattern, RegexOptions.Multiline);
                _captured[name] = match.Groups[1].Value;
                return match.Success ? null : "it did not match";
            default:
                return "the script is wrong here";
        }
    }

    private static string? Look(CliLine line, string pattern, string text) =>
        Regex.IsMatch(text, pattern, RegexOptions.Multiline) != line.Negated ? null : line.Negated ? "it matches" : "it does not match";

    private string Expand(string word) => Regex.Replace(word, @"\$([A-Z_]+)", match =>
        _captured.TryGetValue(match.Groups[1].Value, out var captured) ? captured
        : _environment.TryGetValue(match.Groups[1].Value, out var value) ? value
        : throw new FormatException($"{match.Value} is not set."));

    private bool Exists(string file) =>
        !file.Contains('*', StringComparison.Ordinal) ? Path.Exists(Path.Combine(directory, file))
        : Path.GetDirectoryName(Path.Combine(directory, file)) is { } folder && Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, Path.GetFileName(file)).Any();
}
