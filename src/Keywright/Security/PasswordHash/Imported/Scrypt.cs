using System.Security.Cryptography;

namespace Keywright.Security.PasswordHash.Imported;

/// <summary>scrypt (RFC 7914) of Better Auth, Node and Passlib, as Passlib writes it: $scrypt$ln=14,r=16,p=1$salt$hash.</summary>
internal sealed class Scrypt(Sodium? sodium) : ImportedFormat
{
    private const string Prefix = "$scrypt$";

    public override bool Reads(string phc) => phc.StartsWith(Prefix, StringComparison.Ordinal);

    public override string? Refuse(string phc) =>
        sodium is not { HasScrypt: true } ? "scrypt needs libsodium, which can't be loaded."
        : Parse(phc) is not { } parts ? "it is not an scrypt hash of the form $scrypt$ln=…,r=…,p=…$salt$hash."
        : !parts.Cost.IsBearable ? $"{parts.Cost} is beyond what we compute: {ScryptCost.Bound}."
        : null;

    public override bool Verify(string phc, ReadOnlySpan<byte> password)
    {
        var (cost, salt, hash) = Parse(phc) ?? throw new ArgumentException("Refuse is asked first.", nameof(phc));
        return CryptographicOperations.FixedTimeEquals(hash, sodium!.Scrypt(password, salt, cost.N, cost.R, cost.P, hash.Length));
    }

    public static string Text(ScryptCost cost, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> hash) =>
        $"{Prefix}{cost}${PhcBase64.Encode(salt)}${PhcBase64.Encode(hash)}";

    private static Parts? Parse(string phc) =>
        phc.Length <= 1024
        && phc.Split('$') is ["", _, var cost, var salt, var hash]
        && ScryptCost.Parse(cost) is { } costs
        && PhcBase64.Decode(salt) is { Length: >= 1 and <= 128 } saltBytes
        && PhcBase64.Decode(hash) is { Length: >= 16 and <= 128 } hashBytes
            ? new(costs, saltBytes, hashBytes)
            : null;

    private sealed record Parts(ScryptCost Cost, byte[] Salt, byte[] Hash);
}
