using System.Globalization;

namespace Keywright.Audit.Sealing;

/// <summary>
/// A seal that is remembered outside the database, as a line: class, number, hash, time. Whoever can rewrite the database can drop its
/// newest seals with their events; only what lies elsewhere tells.
/// </summary>
internal sealed record AnchorLine(string Policy, long Number, string Hash)
{
    public static string Of(AuditSeal seal) => Of(new SealHead(seal.Policy, seal.Number, seal.Hash, seal.SealedAt));

    public static string Of(SealHead head) => string.Create(
        CultureInfo.InvariantCulture,
        $"{head.Policy} {head.Number} {Convert.ToHexStringLower(head.Hash)} {Database.Instants.ToText(head.SealedAt)}");

    /// <summary>Null for what is no such line.</summary>
    public static AnchorLine? Parse(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var policy, var number, { Length: 64 } hash, ..]
        && RetentionPolicy.All.Contains(policy)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? new AnchorLine(policy, parsed, hash)
            : null;
}
