namespace Keywright.Security.PasswordHash;

/// <summary>
/// The passwords that people choose most, from breaches of many sites: the list that zxcvbn carries inside its assembly and scores with.
/// Here it is a filter of its own, offline: what stands in it is refused whatever its score (NIST SP 800-63B-4 §3.1.1.2).
/// </summary>
internal static class CommonPasswords
{
    private const string Resource = "zxcvbn-core.Dictionaries.passwords.lst";

    // A version that carries no such list must not be a list that is empty.
    private const int Least = 10_000;

    private static readonly Lazy<RefusedPasswords> List = new(() => RefusedPasswords.Of(Lines()));

    public static bool Contains(string password) => List.Value.Contains(password);

    internal static IReadOnlyList<string> Lines()
    {
        using var stream = typeof(Zxcvbn.Zxcvbn).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"zxcvbn has no {Resource} any more.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length >= Least ? lines : throw new InvalidOperationException($"zxcvbn's {Resource} holds {lines.Length} passwords.");
    }
}
