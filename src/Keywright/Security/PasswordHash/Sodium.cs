using System.Runtime.InteropServices;
using System.Text;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// Argon2id of the operating system's libsodium. Called through function pointers: an assembly has one DllImport resolver only,
/// and the database uses it.
/// </summary>
internal sealed unsafe class Sodium
{
    private const int Argon2Id13 = 2;      // crypto_pwhash_ALG_ARGON2ID13
    private const int SaltLength = 16;     // crypto_pwhash_SALTBYTES
    private const int StringLength = 128;  // crypto_pwhash_STRBYTES
    private const int OutOfMemory = 12;    // ENOMEM

    private static readonly string[] Names =
    [
        "libsodium.so.23", "libsodium.so.26", "libsodium.so",
        "libsodium.dylib", "/opt/homebrew/lib/libsodium.dylib", "/usr/local/lib/libsodium.dylib",
        "libsodium.dll", "libsodium",
    ];

    private static readonly Lazy<Sodium?> Loaded = new(() => TryLoad(Names));

    private readonly delegate* unmanaged<byte*, byte*, ulong, ulong, nuint, int, int> _hash;
    private readonly delegate* unmanaged<byte*, byte*, ulong, int> _verify;
    private readonly delegate* unmanaged<byte*, ulong, byte*, ulong, byte*, ulong, nuint, int, int> _derive;
    private readonly delegate* unmanaged<byte*, nuint, byte*, nuint, ulong, uint, uint, byte*, nuint, int> _scrypt;

    private Sodium(nint library)
    {
        _hash = (delegate* unmanaged<byte*, byte*, ulong, ulong, nuint, int, int>)NativeLibrary.GetExport(library, "crypto_pwhash_str_alg");
        _verify = (delegate* unmanaged<byte*, byte*, ulong, int>)NativeLibrary.GetExport(library, "crypto_pwhash_str_verify");
        _derive = (delegate* unmanaged<byte*, ulong, byte*, ulong, byte*, ulong, nuint, int, int>)NativeLibrary.GetExport(
            library, "crypto_pwhash");

        // A libsodium built as "minimal" has no scrypt.
        _scrypt = NativeLibrary.TryGetExport(library, "crypto_pwhash_scryptsalsa208sha256_ll", out var scrypt)
            ? (delegate* unmanaged<byte*, nuint, byte*, nuint, ulong, uint, uint, byte*, nuint, int>)scrypt
            : null;
    }

    /// <summary>Null where libsodium is not installed.</summary>
    public static Sodium? Instance => Loaded.Value;

    public bool HasScrypt => _scrypt is not null;

    public static Sodium? TryLoad(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(Sodium).Assembly, searchPath: null, out var library)
                && NativeLibrary.TryGetExport(library, "sodium_init", out var init)
                && ((delegate* unmanaged<int>)init)() >= 0)
            {
                return new(library);
            }
        }

        return null;
    }

    /// <summary>A PHC string: $argon2id$v=19$m=…,t=…,p=1$salt$hash.</summary>
    public string Hash(ReadOnlySpan<byte> password, int memory, int iterations)
    {
        Span<byte> text = stackalloc byte[StringLength];
        fixed (byte* to = text, from = password)
        {
            return _hash(to, from, (ulong)password.Length, (ulong)iterations, (nuint)memory * 1024, Argon2Id13) == 0
                ? Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)])
                : throw new InsufficientMemoryException($"Not enough memory to hash a password ({memory} KiB).");
        }
    }

    public bool Verify(string phc, ReadOnlySpan<byte> password)
    {
        var terminated = new byte[Math.Max(Encoding.UTF8.GetByteCount(phc) + 1, StringLength)];
        Encoding.UTF8.GetBytes(phc, terminated);
        fixed (byte* text = terminated, from = password)
        {
            Marshal.SetLastSystemError(0);
            var isRight = _verify(text, from, (ulong)password.Length) == 0;

            // It answers the same to a wrong password and to a lack of memory, but a lack of memory is no guess.
            return isRight || Marshal.GetLastSystemError() != OutOfMemory
                ? isRight
                : throw new InsufficientMemoryException("Not enough memory to verify a password.");
        }
    }

    /// <summary>A key from a passphrase, by Argon2id.</summary>
    /// <param name="passphrase">Any bytes.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="memory">In KiB.</param>
    /// <param name="iterations">Passes.</param>
    /// <param name="length">Of the key.</param>
    public byte[] DeriveKey(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int memory, int iterations, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltLength);
        var key = new byte[length];
        fixed (byte* to = key, from = passphrase, with = salt)
        {
            return _derive(
                to, (ulong)length, from, (ulong)passphrase.Length, with, (ulong)iterations, (nuint)memory * 1024, Argon2Id13) == 0
                ? key
                : throw new InsufficientMemoryException($"Not enough memory to derive a key ({memory} KiB).");
        }
    }

    /// <summary>scrypt (RFC 7914 §6).</summary>
    public byte[] Scrypt(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ulong n, uint r, uint p, int length)
    {
        var key = new byte[length];
        fixed (byte* to = key, from = password, with = salt)
        {
            return _scrypt(from, (nuint)password.Length, with, (nuint)salt.Length, n, r, p, to, (nuint)length) == 0
                ? key
                : throw new InsufficientMemoryException("Not enough memory to verify a password.");
        }
    }
}
