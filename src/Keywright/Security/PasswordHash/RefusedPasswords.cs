using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// Passwords that nobody may have, common ones (OWASP ASVS 5.0, 6.2.4) or an operator's own list (6.2.12), as sorted prefixes of hashes:
/// of a million entries, one password in ten million million is refused by mistake.
/// </summary>
internal sealed class RefusedPasswords
{
    private static readonly Lazy<RefusedPasswords> CommonOnes = new(ReadCommon);

    private readonly ulong[] _entries;

    private RefusedPasswords(ulong[] entries) => _entries = entries;

    public static readonly RefusedPasswords None = new([]);

    /// <summary>
    /// Those that zxcvbn brings along. It estimates them itself, but takes some for two words, or for a sequence and a letter.
    /// </summary>
    public static RefusedPasswords Common => CommonOnes.Value;

    /// <exception cref="IOException">It can't be read.</exception>
    public static RefusedPasswords Read(string path) => Of(File.ReadLines(path));

    public bool Contains(string password) => Array.BinarySearch(_entries, EntryOf(password)) >= 0;

    private static RefusedPasswords Of(IEnumerable<string> lines)
    {
        var entries = lines.Where(line => line.Length > 0).Select(EntryOf).Distinct().ToArray();
        Array.Sort(entries);
        return new(entries);
    }

    private static RefusedPasswords ReadCommon()
    {
        var assembly = typeof(Zxcvbn.Zxcvbn).Assembly;
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith(".passwords.lst", StringComparison.Ordinal));
        using var list = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return Of(list.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries));
    }

    private static ulong EntryOf(string password) => BinaryPrimitives.ReadUInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(Nfc.Normalize(password).ToLowerInvariant())));
}
