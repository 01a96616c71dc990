using System.Numerics;

namespace Keywright.Security.Jose;

/// <summary>
/// Moduli of the chips of CVE-2017-15361, which can be factored: modulo each small prime they are powers of 65537 (Nemec et al., The
/// Return of Coppersmith's Attack, §2). One in a hundred million others looks alike, and its owner makes another.
/// </summary>
internal static class Roca
{
    private const int Generator = 65537;

    private static readonly int[] Primes =
    [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137,
        139, 149, 151, 157, 163, 167,
    ];

    private static readonly HashSet<int>[] Powers = [.. Primes.Select(PowersModulo)];

    public static bool IsWeak(ReadOnlySpan<byte> modulus)
    {
        var number = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        for (var index = 0; index < Primes.Length; index++)
        {
            if (!Powers[index].Contains((int)(number % Primes[index])))
            {
                return false;
            }
        }

        return true;
    }

    private static HashSet<int> PowersModulo(int prime)
    {
        var powers = new HashSet<int>();
        for (var power = 1; powers.Add(power); power = power * (Generator % prime) % prime)
        {
        }

        return powers;
    }
}
