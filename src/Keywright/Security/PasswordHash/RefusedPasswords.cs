using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// A list of passwords that nobody may have (OWASP ASVS 5.0, 6.2.12), whatever their case, as sorted prefixes of hashes: of a million
/// entries, one password in ten million million is refused by mistake. Or a file of hashes, which is searched where it lies.
/// </summary>
internal sealed class RefusedPasswords
{
    private readonly ulong[] _entries;
    private readonly BreachedHashes? _hashes;

    private RefusedPasswords(ulong[] entries, BreachedHashes? hashes = null) => (_entries, _hashes) = (entries, hashes);

    public static readonly RefusedPasswords None = new([]);

    public static RefusedPasswords Of(IEnumerable<string> passwords)
    {
        var entries = passwords.Where(line => line.Length > 0).Select(EntryOf).Distinct().ToArray();
        Array.Sort(entries);
        return new(entries);
    }

    /// <summary>One password a line, or the sorted SHA-1 list of Have I Been Pwned: its first line tells.</summary>
    /// <exception cref="IOException">It can't be read, or is a list of hashes that can't be searched.</exception>
    public static RefusedPasswords Read(string path) =>
        BreachedHashes.Open(path) is { } hashes ? new([], hashes) : Of(File.ReadLines(path));

    /// <exception cref="IOException">The list of hashes is gone.</exception>
    public bool Contains(string password) =>
        _hashes is null ? Array.BinarySearch(_entries, EntryOf(password)) >= 0 : Forms(password).Any(_hashes.Contains);

    // A breach holds passwords as they were typed; who tries them tries them in small letters too.
    private static IEnumerable<string> Forms(string password)
    {
        var composed = Nfc.Normalize(password);
        return new[] { composed, composed.ToLowerInvariant() }.Distinct(StringComparer.Ordinal);
    }

    private static ulong EntryOf(string password) => BinaryPrimitives.ReadUInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(Nfc.Normalize(password).ToLowerInvariant())));
}
