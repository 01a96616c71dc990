namespace Keywright.Security.PasswordHash.Imported;

/// <summary>A way in which others hashed passwords: verified at the next sign-in, which renews the hash, and never written.</summary>
internal abstract class ImportedFormat : IPasswordFormat
{
    public abstract bool Reads(string phc);

    public abstract string? Refuse(string phc);

    public abstract bool Verify(string phc, ReadOnlySpan<byte> password);

    public bool IsOutdated(string phc) => true;

    public string Hash(ReadOnlySpan<byte> password) => throw new NotSupportedException("Hashes of others are verified, not made.");

    public string Decoy() => throw new NotSupportedException("Hashes of others are verified, not made.");
}
