using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Keywright.TwoFactor;

/// <summary>
/// Time-based one-time passwords, RFC 6238: HMAC-SHA-1, six digits, thirty seconds, which is what every authenticator app can do. The time
/// is the server's (OWASP ASVS 5.0, 6.5.8).
/// </summary>
internal static class Totp
{
    public const int Digits = 6;
    public const int Period = 30;

    // RFC 4226 §4, R6: 160 bits are recommended.
    private const int SecretLength = 20;

    // RFC 6238 §5.2: one step of drift to either side.
    private static readonly long[] Drift = [0, -1, 1];

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    public static long StepAt(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / Period;

    /// <summary>The step whose code this is, among those near <paramref name="now"/>, or null.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        if (Parse(code) is not { } digits)
        {
            return null;
        }

        long? match = null;
        foreach (var offset in Drift)
        {
            var step = StepAt(now) + offset;
            var isEqual = CryptographicOperations.FixedTimeEquals(BitConverter.GetBytes(digits), BitConverter.GetBytes(Code(secret, step)));
            match = isEqual ? match ?? step : match;
        }

        return match;
    }

    /// <summary>The code of one step, RFC 4226 §5.3.</summary>
    public static int Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 4226 §B.1: HMAC does not rest on SHA-1's resistance to collisions, and apps know nothing else.
        _ = HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var offset = hash[^1] & 0x0f;
        return (int)((BinaryPrimitives.ReadUInt32BigEndian(hash[offset..]) & 0x7fff_ffff) % 1_000_000);
    }

    /// <summary>People copy codes in groups: spaces are let through, anything else is no code.</summary>
    private static int? Parse(string code)
    {
        var text = code.Replace(" ", "", StringComparison.Ordinal);
        return text.Length == Digits && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : null;
    }
}
