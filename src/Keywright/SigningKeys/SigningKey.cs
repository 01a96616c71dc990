namespace Keywright.SigningKeys;

/// <summary>A key that tokens are signed with, as it is stored. Its id is the RFC 7638 thumbprint of the public part.</summary>
internal sealed record SigningKey(string Id, string Algorithm, byte[] PublicKey, byte[] PrivateKey)
{
    public string Status { get; init; } = Published;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ActivatesAt { get; init; }

    public DateTimeOffset? RetiredAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public const string Published = "published";

    public const string Active = "active";

    public const string Retired = "retired";
}
