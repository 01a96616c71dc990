using System.Globalization;

namespace Keywright.Security.PasswordHash;

/// <summary>The parts of an Argon2 hash in PHC format, as libsodium reads it: argon2id or argon2i, version 19.</summary>
internal sealed record Argon2Hash(string Type, long Memory, long Iterations, long Lanes, int SaltLength, int HashLength)
{
    private const long Gibibyte = 1024 * 1024;

    /// <summary>
    /// Why it must not be computed, or null. Foreign parameters come with imported users: nobody may make one sign-in cost
    /// gigabytes or minutes.
    /// </summary>
    public string? Refuse()
    {
        if (Memory is < 8 or > Gibibyte || Memory * Iterations > 4 * Gibibyte || Lanes is < 1 or > 64 || Memory < 8 * Lanes)
        {
            return $"m={Memory},t={Iterations},p={Lanes} is beyond what we compute: m up to 1 GiB, m times t up to 4 GiB.";
        }

        return Iterations < 1 || SaltLength is < 8 or > 64 || HashLength is < 16 or > 128 ? "salt or hash have an unusual length." : null;
    }

    /// <summary>Null unless it is spelled as the PHC string format says.</summary>
    public static Argon2Hash? Parse(string phc)
    {
        var parts = phc.Length <= 512 ? phc.Split('$') : [];
        if (parts is not ["", "argon2id" or "argon2i", "v=19", var parameters, var salt, var hash]
            || parameters.Split(',') is not [var m, var t, var p]
            || PhcBase64.Decode(salt) is not { } saltBytes
            || PhcBase64.Decode(hash) is not { } hashBytes)
        {
            return null;
        }

        return Number("m=", m) is { } memory && Number("t=", t) is { } iterations && Number("p=", p) is { } lanes
            ? new(parts[1], memory, iterations, lanes, saltBytes.Length, hashBytes.Length)
            : null;
    }

    private static long? Number(string name, string text) =>
        text.StartsWith(name, StringComparison.Ordinal)
        && uint.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
