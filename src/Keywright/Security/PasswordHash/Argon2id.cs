namespace Keywright.Security.PasswordHash;

/// <summary>Argon2id (RFC 9106) through libsodium. Without libsodium it recognises its hashes and says what is missing.</summary>
internal sealed class Argon2id(PasswordOptions options, Sodium? sodium) : IPasswordFormat
{
    private const int SaltLength = 16;
    private const int HashLength = 32;

    private Sodium Library => sodium ?? throw new InvalidOperationException(
        "A password was hashed with Argon2id, and libsodium can't be loaded. Install it: libsodium23 on Debian, libsodium elsewhere.");

    public bool Reads(string phc) => phc.StartsWith("$argon2", StringComparison.Ordinal);

    public string? Refuse(string phc) => Argon2Hash.Parse(phc) is { } hash ? hash.Refuse() : "it is not an Argon2 hash of version 19.";

    public bool Verify(string phc, ReadOnlySpan<byte> password) => Library.Verify(phc, password);

    public bool IsOutdated(string phc) =>
        Argon2Hash.Parse(phc) != new Argon2Hash("argon2id", options.Memory, options.Iterations, Lanes: 1, SaltLength, HashLength);

    public string Hash(ReadOnlySpan<byte> password) => Library.Hash(password, options.Memory, options.Iterations);

    public string Decoy() =>
        $"$argon2id$v=19$m={options.Memory},t={options.Iterations},p=1${PhcBase64.Random(SaltLength)}${PhcBase64.Random(HashLength)}";
}
