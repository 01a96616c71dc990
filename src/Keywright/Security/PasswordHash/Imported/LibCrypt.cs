using System.Runtime.InteropServices;
using System.Text;

namespace Keywright.Security.PasswordHash.Imported;

/// <summary>crypt_rn of the operating system's libcrypt (crypt(3)): re-entrant, its memory is the caller's.</summary>
internal sealed unsafe class LibCrypt
{
    // sizeof(struct crypt_data) of libxcrypt 4.
    private const int DataLength = 32_768;

    private static readonly string[] Names = ["libcrypt.so.1", "libcrypt.so.2"];

    private static readonly Lazy<LibCrypt?> Loaded = new(() => TryLoad(Names));

    private readonly delegate* unmanaged<byte*, byte*, byte*, int, byte*> _crypt;

    private LibCrypt(nint crypt) => _crypt = (delegate* unmanaged<byte*, byte*, byte*, int, byte*>)crypt;

    /// <summary>Null where it is not installed.</summary>
    public static LibCrypt? Instance => Loaded.Value;

    /// <summary>A library that knows bcrypt: that of glibc alone did not.</summary>
    public static LibCrypt? TryLoad(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(LibCrypt).Assembly, searchPath: null, out var library)
                && NativeLibrary.TryGetExport(library, "crypt_rn", out var crypt)
                && new LibCrypt(crypt) is var found && found.Crypt("x"u8, "$2b$04$abcdefghijklmnopqrstuu") is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The hash of <paramref name="phrase"/> under the setting that a hash begins with, or null when that is malformed.</summary>
    public string? Crypt(ReadOnlySpan<byte> phrase, string setting)
    {
        var data = new byte[DataLength];
        byte[] password = [.. phrase, 0];
        byte[] settings = [.. Encoding.ASCII.GetBytes(setting), 0];
        try
        {
            fixed (byte* from = password, with = settings, room = data)
            {
                var made = _crypt(from, with, room, DataLength);
                return made is null ? null : Marshal.PtrToStringAnsi((nint)made);
            }
        }
        finally
        {
            // What crypt leaves there are parts of the password and of its keys.
            Array.Clear(data);
            Array.Clear(password);
        }
    }
}
