namespace Keywright.Server.Configuration;

/// <summary>
/// The settings among environment variables: those with our prefix, and beside them the names of the founding documents, as far as what
/// they set exists. Where one place has both, the prefixed name wins.
/// </summary>
internal static class Variables
{
    public const string Prefix = "KEYWRIGHT_";

    /// <summary>Variables of the project's own tests, which processes under test inherit.</summary>
    private const string TestPrefix = "KEYWRIGHT_TEST_";

    private static readonly string[] StorageNames = ["OAUTH_STORAGE", "AUTH_SESSION_STORAGE"];

    public static IReadOnlyDictionary<string, string> FoundingNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = "Database",
        ["JWT_SECRET"] = "Keys:MasterKey",
        ["AUTH_SESSION_LIFETIME"] = "Sessions:Lifetime",
        ["AUTH_REMEMBER_LIFETIME"] = "Sessions:RememberLifetime",
    };

    public static (Dictionary<string, string?> Settings, List<string> Errors) Settings(IReadOnlyDictionary<string, string> variables)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, setting) in FoundingNames)
        {
            if (variables.TryGetValue(name, out var value) && value.Length > 0)
            {
                settings[setting] = value;
            }
        }

        var errors = Storage(variables, settings).ToList();
        foreach (var (name, value) in variables)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && !name.StartsWith(TestPrefix, StringComparison.OrdinalIgnoreCase))
            {
                settings[name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = value;
            }
        }

        return (settings, errors);
    }

    /// <summary>
    /// The founding documents choose a storage for OAuth and one for sessions. One transaction spans both, so they must agree.
    /// </summary>
    private static IEnumerable<string> Storage(IReadOnlyDictionary<string, string> variables, Dictionary<string, string?> settings)
    {
        var chosen = StorageNames
            .Select(name => (Name: name, Value: variables.GetValueOrDefault(name, "").Trim().ToLowerInvariant()))
            .Where(choice => choice.Value.Length > 0)
            .ToList();
        foreach (var (name, value) in chosen.Where(choice => choice.Value is not ("memory" or "database")))
        {
            yield return $"{name} is \"{value}\": expected memory or database.";
        }

        if (chosen is [{ Value: var oauth }, { Value: var sessions }] && oauth != sessions)
        {
            yield return $"OAUTH_STORAGE is {oauth} and AUTH_SESSION_STORAGE is {sessions}: "
                + "expected the same, since one transaction spans both.";
        }
        else if (chosen.Exists(choice => choice.Value == "memory"))
        {
            if (settings.TryGetValue("Database", out var database) && database != Memory)
            {
                yield return $"{chosen[0].Name} is memory, and DATABASE_URL names a database: expected one of the two.";
            }

            settings["Database"] = Memory;
        }
    }

    private const string Memory = "sqlite::memory:";
}
