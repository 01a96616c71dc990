using Keywright.Audit.Sealing;
using Keywright.Email;
using Keywright.External;
using Keywright.Security.Keys;
using Keywright.SigningKeys;
using Keywright.TwoFactor;

namespace Keywright.Maintenance;

/// <summary>A column that the master key encrypts: for what, and what of the row is authenticated with it.</summary>
internal sealed record EncryptedColumn(string Table, string Key, string Column, string Purpose)
{
    /// <summary>Whether the row's key is a text, not a UUID.</summary>
    public bool HasTextKey { get; init; }

    /// <summary>A column that is authenticated behind the key, or null.</summary>
    public string? Beside { get; init; }

    public override string ToString() => $"{Table}.{Column}";
}

/// <summary>
/// Everything in the database that the master key encrypts and that must outlive it. A test compares this with the live schema.
/// </summary>
internal static class EncryptedColumns
{
    public static IReadOnlyList<EncryptedColumn> All { get; } =
    [
        new("totp", "user_id", "secret", TotpSecrets.Purpose),
        new("totp", "user_id", "pending_secret", TotpSecrets.Purpose),
        new("external_accounts", "id", "tokens", ProviderTokens.Purpose),
        new("outbox", "id", "letter", Outbox.Purpose),
        new("audit_keys", "id", "private_key", AuditKeys.Purpose) { Beside = "public_key" },
        new("signing_keys", "kid", "private_key", MakeKey.Purpose) { HasTextKey = true },
        new("data_keys", "id", "xml", DataKeys.Purpose),
    ];
}
