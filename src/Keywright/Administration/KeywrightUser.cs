using Keywright.Users;

namespace Keywright.Administration;

/// <summary>A user as the code API shows it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Email">Null once deleted.</param>
/// <param name="EmailVerified">Whether the address was proven.</param>
/// <param name="Username">Without <c>@</c>.</param>
/// <param name="Name">The full name.</param>
/// <param name="Status">active, inactive, suspended, banned or deleted.</param>
/// <param name="LockedUntil">Until when sign-in is closed: by an administrator, or for unknown devices after too many failures.</param>
/// <param name="FailedLoginAttempts">Failures of unknown devices in the current window.</param>
/// <param name="LastLoginAt">The last successful sign-in.</param>
/// <param name="CreatedAt">When the user was made.</param>
/// <param name="UpdatedAt">When the user was last changed.</param>
public sealed record KeywrightUser(
    Guid Id, string? Email, bool EmailVerified, string? Username, string? Name, string Status, DateTimeOffset? LockedUntil,
    int FailedLoginAttempts, DateTimeOffset? LastLoginAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The names of the user's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    internal static KeywrightUser Of(User user, IEnumerable<string> roles) => new(
        user.Id.Value, user.Email, user.EmailVerifiedAt is not null, user.Username, user.Name, user.Status.Word(), user.LockedUntil,
        user.FailedLoginAttempts, user.LastLoginAt, user.CreatedAt, user.UpdatedAt)
    {
        Roles = [.. roles],
    };
}
