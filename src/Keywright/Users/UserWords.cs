namespace Keywright.Users;

/// <summary>The words of <c>users.status</c>.</summary>
internal static class UserWords
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<UserStatus>().Select(Word)];

    public static string Word(this UserStatus status) => status switch
    {
        UserStatus.Active => "active",
        UserStatus.Inactive => "inactive",
        UserStatus.Suspended => "suspended",
        UserStatus.Banned => "banned",
        UserStatus.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static UserStatus Status(string word) => word switch
    {
        "active" => UserStatus.Active,
        "inactive" => UserStatus.Inactive,
        "suspended" => UserStatus.Suspended,
        "banned" => UserStatus.Banned,
        "deleted" => UserStatus.Deleted,
        _ => throw new FormatException($"'{word}' is no status of a user."),
    };
}
