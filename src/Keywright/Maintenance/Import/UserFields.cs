namespace Keywright.Maintenance.Import;

/// <summary>What can be said of a user who comes from elsewhere.</summary>
internal static class UserFields
{
    public const string Id = "id";
    public const string Email = "email";
    public const string EmailVerified = "email_verified";
    public const string EmailVerifiedAt = "email_verified_at";
    public const string Username = "username";
    public const string Name = "name";
    public const string FirstName = "first_name";
    public const string LastName = "last_name";
    public const string PasswordHash = "password_hash";
    public const string Status = "status";
    public const string Disabled = "disabled";
    public const string LockedUntil = "locked_until";
    public const string LastLoginAt = "last_login_at";
    public const string CreatedAt = "created_at";
    public const string UpdatedAt = "updated_at";
    public const string Roles = "roles";
    public const string UserMetadata = "user_metadata";
    public const string AppMetadata = "app_metadata";

    public static readonly string[] All =
    [
        Id, Email, EmailVerified, EmailVerifiedAt, Username, Name, FirstName, LastName, PasswordHash, Status, Disabled, LockedUntil,
        LastLoginAt, CreatedAt, UpdatedAt, Roles, UserMetadata, AppMetadata,
    ];

    /// <summary>true, t, yes, y and 1, whatever the case: what databases and people write.</summary>
    public static bool IsYes(string? text) => text?.Trim().ToLowerInvariant() is "true" or "t" or "yes" or "y" or "1";
}
