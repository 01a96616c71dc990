using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Authentication;

/// <summary>A credential's row with what decides over it: one statement reads it all.</summary>
internal sealed record Credential(CallerKind Kind, UserId UserId, UserStatus UserStatus)
{
    public SessionId? SessionId { get; init; }

    public PersonalTokenId? TokenId { get; init; }

    public byte[]? Hash { get; init; }

    public byte[]? PreviousHash { get; init; }

    public DateTimeOffset? PreviousExpiresAt { get; init; }

    /// <summary>When the presented secret itself ends; null for a personal token without end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the whole session ends for want of use.</summary>
    public DateTimeOffset? SessionExpiresAt { get; init; }

    public TimeSpan SlidingLifetime { get; init; }

    public bool Remember { get; init; }

    public bool IsRevoked { get; init; }

    public IReadOnlyList<string> Abilities { get; init; } = [];

    public HeldRoles Roles { get; init; } = HeldRoles.None;

    /// <summary>The session began with a passkey.</summary>
    public bool ByPasskey { get; init; }

    /// <summary>Of all roles in force, or of the service account.</summary>
    public PermissionSet Permissions { get; init; } = PermissionSet.Empty;

    /// <summary>Then <see cref="UserId"/> is the id of the service account.</summary>
    public bool IsServiceAccount { get; init; }

    public string? Email { get; init; }

    public string? Name { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }
}
