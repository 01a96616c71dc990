using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.Keys;

/// <summary>What <c>Keys:MasterKey</c> may hold: the key itself, a file, or a seed.</summary>
internal static class MasterKeyText
{
    /// <summary>
    /// Marks a secret in another form than base64, such as the JWT_SECRET of an earlier installation: the key is derived from it.
    /// </summary>
    public const string Seed = "seed:";

    private const string Advice = "Make one with: openssl rand -base64 32";

    /// <summary>The keys that a setting holds: several only where it names a file.</summary>
    public static IReadOnlyList<byte[]> Resolve(string value, string setting)
    {
        if (value.StartsWith(Seed, StringComparison.Ordinal))
        {
            return [FromSeed(value[Seed.Length..])];
        }

        if (FileOf(value) is { } path)
        {
            return File.Exists(path)
                ? MasterKeyFile.Read(path)
                : throw new MasterKeyException($"{setting} names the file {path}, which does not exist. {Advice}");
        }

        return [Parse(value) ?? throw new MasterKeyException(
            $"{setting} is neither base64 of at least {MasterKey.MinLength} bytes nor the path of an existing file. {Advice}")];
    }

    /// <summary>The file that a setting names, or null when it is the key itself.</summary>
    public static string? FileOf(string value) =>
        !value.StartsWith(Seed, StringComparison.Ordinal) && LooksLikePath(value) ? value : null;

    /// <summary>The bytes of a base64 text, or null if it is none or too short for a key.</summary>
    public static byte[]? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(text, bytes, out var length) && length >= MasterKey.MinLength ? bytes[..length] : null;
    }

    // A path can be valid base64 as well: a mistyped one must not become the key, since anybody could guess it.
    private static bool LooksLikePath(string value)
    {
        if (File.Exists(value) || value.StartsWith('.'))
        {
            return true;
        }

        var root = Path.GetPathRoot(value) ?? "";
        var folder = value[root.Length..].Split('/', '\\')[0];
        return root.Length > 0 && folder.Length > 0 && Directory.Exists(root + folder);
    }

    private static byte[] FromSeed(string seed) => seed.Length >= MasterKey.MinLength
        ? HKDF.Extract(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(seed), "keywright master key seed"u8.ToArray())
        : throw new MasterKeyException(
            $"The secret that the master key is derived from has fewer than {MasterKey.MinLength} characters. {Advice}");
}
