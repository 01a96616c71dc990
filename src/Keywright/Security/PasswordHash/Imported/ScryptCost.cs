using System.Globalization;

namespace Keywright.Security.PasswordHash.Imported;

/// <summary>The parameters of scrypt (RFC 7914 §2), as <c>ln=14,r=8,p=1</c>.</summary>
internal readonly record struct ScryptCost(int Log2N, uint R, uint P)
{
    // 256 MiB, and about two seconds: nobody may make one guess cost more.
    private const long MaxBytes = 256 * 1024 * 1024;
    private const long MaxWork = 1L << 24;

    public const string Bound = "128 times N times r up to 256 MiB, N times r times p up to 2^24";

    public ulong N => 1UL << Log2N;

    public bool IsBearable => Log2N is >= 1 and <= 24 && R is >= 1 and <= 64 && P is >= 1 and <= 64
        && 128L * (long)N * R <= MaxBytes && (long)N * R * P <= MaxWork;

    public static ScryptCost? Parse(string text) =>
        text.Split(',') is [['l', 'n', '=', .. var n], ['r', '=', .. var r], ['p', '=', .. var p]]
        && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var log)
        && uint.TryParse(r, NumberStyles.None, CultureInfo.InvariantCulture, out var blocks)
        && uint.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var lanes)
            ? new(log, blocks, lanes)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ln={Log2N},r={R},p={P}");
}
