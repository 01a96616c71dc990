using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary>What commands show of a user.</summary>
internal static class UserColumns
{
    /// <summary>Of one.</summary>
    public static readonly Column<KeywrightUser>[] All =
    [
        new("id", user => user.Id),
        new("email", user => user.Email),
        new("email_verified", user => user.EmailVerified),
        new("username", user => user.Username),
        new("name", user => user.Name),
        new("status", user => user.Status),
        new("roles", user => user.Roles),
        new("locked_until", user => user.LockedUntil),
        new("failed_login_attempts", user => user.FailedLoginAttempts),
        new("last_login_at", user => user.LastLoginAt),
        new("created_at", user => user.CreatedAt),
        new("updated_at", user => user.UpdatedAt),
    ];

    private static readonly string[] OfMany = ["id", "email", "username", "name", "status", "roles", "locked_until", "last_login_at"];

    /// <summary>Of many: for people what fits on a line, for programs everything.</summary>
    public static Column<KeywrightUser>[] Listed(Output output) =>
        output.Json ? All : [.. All.Where(column => OfMany.Contains(column.Name))];

    /// <summary>How a sentence names a user.</summary>
    public static string Named(KeywrightUser user) => user.Email ?? user.Username ?? user.Id.ToString();
}
