using Keywright.Security;

namespace Keywright.Users;

internal enum UserStatus
{
    Active,
    Inactive,
    Suspended,
    Banned,
    Deleted,
}

internal sealed record User(UserId Id, UserStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public string? Email { get; init; }

    public DateTimeOffset? EmailVerifiedAt { get; init; }

    public string? Username { get; init; }

    public string? Name { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? PasswordHash { get; init; }

    public int FailedLoginAttempts { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    public bool LockedByAdmin { get; init; }

    public string? LockReason { get; init; }

    public DateTimeOffset? LastLoginAt { get; init; }

    /// <summary>Since when a password alone does not sign in.</summary>
    public DateTimeOffset? TwoFactorAt { get; init; }

    public string UserMetadata { get; init; } = "{}";

    public string AppMetadata { get; init; } = "{}";
}
