using Keywright.Security;
using Microsoft.AspNetCore.Identity;

namespace Keywright.Passkeys;

/// <summary>A public key whose private half an authenticator keeps.</summary>
internal sealed record Passkey(PasskeyId Id, UserId UserId, byte[] CredentialId, byte[] PublicKey, string Name)
{
    public long SignCount { get; init; }

    /// <summary>usb, nfc, ble, internal, hybrid: how the browser may reach it.</summary>
    public IReadOnlyList<string> Transports { get; init; } = [];

    public bool IsBackupEligible { get; init; }

    public bool IsBackedUp { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>As the framework knows it. What it was attested with is not kept: nothing needs it.</summary>
    public UserPasskeyInfo ToInfo() => new(
        CredentialId, PublicKey, CreatedAt, (uint)SignCount, [.. Transports], isUserVerified: true, IsBackupEligible, IsBackedUp, [], []);

    /// <summary>As it was registered just now.</summary>
    public static Passkey Of(PasskeyId id, UserId user, UserPasskeyInfo info, string name) =>
        new(id, user, info.CredentialId, info.PublicKey, name)
        {
            SignCount = info.SignCount,
            Transports = info.Transports ?? [],
            IsBackupEligible = info.IsBackupEligible,
            IsBackedUp = info.IsBackedUp,
        };
}
