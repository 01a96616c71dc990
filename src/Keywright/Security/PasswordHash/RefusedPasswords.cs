using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// An operator's own list of passwords that nobody may have (OWASP ASVS 5.0, 6.2.12), as sorted prefixes of hashes: of a million
/// entries, one password in ten million million is refused by mistake.
/// </summary>
internal sealed class RefusedPasswords
{
    private readonly ulong[] _entries;

    private RefusedPasswords(ulong[] entries) => _entries = entries;

    public static readonly RefusedPasswords None = new([]);

    /// <exception cref="IOException">It can't be read.</exception>
    public static RefusedPasswords Read(string path)
    {
        var entries = File.ReadLines(path).Where(line => line.Length > 0).Select(EntryOf).Distinct().ToArray();
        Array.Sort(entries);
        return new(entries);
    }

    public bool Contains(string password) => Array.BinarySearch(_entries, EntryOf(password)) >= 0;

    private static ulong EntryOf(string password) => BinaryPrimitives.ReadUInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(Nfc.Normalize(password).ToLowerInvariant())));
}
