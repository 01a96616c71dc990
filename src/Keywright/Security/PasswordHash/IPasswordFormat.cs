namespace Keywright.Security.PasswordHash;

/// <summary>
/// One way to hash passwords and to write the hash down. Hash and Verify are slow on purpose and run in the <see cref="HashQueue"/> only.
/// </summary>
internal interface IPasswordFormat
{
    /// <summary>Whether <paramref name="phc"/> claims to be of this format.</summary>
    bool Reads(string phc);

    /// <summary>Why a hash of this format can't be verified (malformed, or too expensive to compute), or null.</summary>
    string? Refuse(string phc);

    /// <summary>Whether this is the password of a hash that is not refused.</summary>
    bool Verify(string phc, ReadOnlySpan<byte> password);

    /// <summary>Whether the hash was made with other parameters than today's.</summary>
    bool IsOutdated(string phc);

    string Hash(ReadOnlySpan<byte> password);

    /// <summary>A hash that no password has, and that costs as much to verify as any of today's.</summary>
    string Decoy();
}
