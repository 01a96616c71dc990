using Keywright.Configuration;

namespace Keywright.Server.Configuration;

/// <summary>
/// Tells settings on the command line (<c>--Sessions:Lifetime=2h</c>, <c>--urls http://…</c>) from the options of a command. They may
/// stand anywhere, with any command.
/// </summary>
internal static class Arguments
{
    public static (string[] Command, List<KeyValuePair<string, string?>> Settings) Split(IReadOnlyList<string> arguments)
    {
        var known = OptionsTree.Settings(new KeywrightOptions()).ToDictionary(setting => setting.Path, StringComparer.OrdinalIgnoreCase);
        var command = new List<string>();
        var settings = new List<KeyValuePair<string, string?>>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Name(arguments[i]);
            if (arguments[i] == "--")
            {
                command.AddRange(arguments.Skip(i));
                break;
            }

            // With a colon it can only be a setting: a misspelt one is told so by the options, with the name that was meant.
            if (name is null || !(known.ContainsKey(name) || name.Contains(':', StringComparison.Ordinal)))
            {
                command.Add(arguments[i]);
                continue;
            }

            if (value is null && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                value = arguments[++i];
            }

            settings.Add(new(name, value ?? "true"));
        }

        return ([.. command], settings);
    }

    private static (string? Name, string? Value) Name(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return (null, null);
        }

        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument[2..], null) : (argument[2..equals], argument[(equals + 1)..]);
    }
}
