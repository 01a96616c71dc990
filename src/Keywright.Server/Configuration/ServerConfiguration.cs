using Keywright.Configuration;

namespace Keywright.Server.Configuration;

/// <summary>
/// The server's configuration, later ones winning: <c>keywright.json</c> and <c>.env</c> of the working directory, the environment, the
/// command line. The tree is its root.
/// </summary>
internal sealed class ServerConfiguration(
    string directory, IReadOnlyDictionary<string, string> environment, IReadOnlyList<KeyValuePair<string, string?>> arguments)
{
    public static ServerConfiguration OfThisProcess(IReadOnlyList<KeyValuePair<string, string?>> arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        return new ServerConfiguration(Directory.GetCurrentDirectory(), environment, arguments);
    }

    /// <summary>What the command line itself says of a setting, or null.</summary>
    public string? Argument(string setting) =>
        arguments.LastOrDefault(argument => argument.Key.Equals(setting, StringComparison.OrdinalIgnoreCase)).Value;

    /// <exception cref="ConfigurationException">There are errors: all of all sources.</exception>
    public KeywrightOptions ReadOrThrow()
    {
        var errors = new List<string>();
        var builder = new ConfigurationBuilder();
        IEnumerable<KeyValuePair<string, string?>>[] sources = [Json(errors), DotEnvFile(errors), Inherited(errors), arguments];
        foreach (var source in sources)
        {
            builder.AddInMemoryCollection(source);
        }

        var (options, wrong) = OptionsReader.Read(builder.Build());
        errors.AddRange(wrong);
        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }

    private List<KeyValuePair<string, string?>> Json(List<string> errors)
    {
        var path = Path.Combine(directory, "keywright.json");
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            // Read through a stream: the provider's own way to files brings a watcher along.
            using var stream = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().Where(pair => pair.Value is not null).ToList();
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            errors.Add($"keywright.json is not well-formed: {(e.InnerException ?? e).Message}");
            return [];
        }
    }

    private Dictionary<string, string?> DotEnvFile(List<string> errors)
    {
        var path = Path.Combine(directory, ".env");
        if (!File.Exists(path))
        {
            return [];
        }

        var (variables, wrong) = DotEnv.Parse(File.ReadAllText(path));
        errors.AddRange(wrong);
        return Settings(variables, errors);
    }

    private Dictionary<string, string?> Inherited(List<string> errors) => Settings(environment, errors);

    private static Dictionary<string, string?> Settings(IReadOnlyDictionary<string, string> variables, List<string> errors)
    {
        var (settings, wrong) = Variables.Settings(variables);
        errors.AddRange(wrong);
        return settings;
    }
}
