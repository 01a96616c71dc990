using Keywright.Security;
using Keywright.Security.Keys;

namespace Keywright.External;

/// <summary>An account elsewhere that is linked to a user.</summary>
internal sealed record ExternalAccount(ExternalAccountId Id, UserId UserId, string Issuer, string Subject, string Provider)
{
    public string? Email { get; init; }

    public DateTimeOffset? LastLoginAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An account elsewhere, as its owner sees it.</summary>
internal sealed record ExternalAccountView(
    Guid Id, string Provider, string Issuer, string? Email, DateTimeOffset? LastLoginAt, DateTimeOffset CreatedAt)
{
    public static ExternalAccountView Of(ExternalAccount account) =>
        new(account.Id.Value, account.Provider, account.Issuer, account.Email, account.LastLoginAt, account.CreatedAt);
}

/// <summary>Providers' tokens as they lie in the database: encrypted, and bound to their row.</summary>
internal sealed class ProviderTokens(MasterKey key)
{
    public const string Purpose = "provider tokens";

    public byte[]? Seal(ExternalAccountId id, byte[]? plain) =>
        plain is null ? null : key.Encrypt(Purpose, plain, id.Value.ToByteArray(bigEndian: true));

    /// <summary>What the provider's token endpoint answered, or null when it was encrypted for another row or under another key.</summary>
    public byte[]? Open(ExternalAccountId id, byte[] encrypted) => key.Decrypt(Purpose, encrypted, id.Value.ToByteArray(bigEndian: true));
}
