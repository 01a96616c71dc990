using Keywright.Security;
using Keywright.Users;

namespace Keywright.Roles;

/// <summary>What roles may be called, and may hold.</summary>
internal static class RoleWish
{
    private const int LongestName = 50;
    private const int LongestDescription = 500;
    private const int MostPermissions = 200;

    private const string NameRule =
        "Use at most 50 small letters, digits, dots, dashes or underscores, beginning with a letter, and not an id.";

    /// <summary>What is wrong, by field; empty when nothing is. A null is not looked at.</summary>
    public static Dictionary<string, string[]> Refuse(string? name, string? description, IReadOnlyList<string?>? permissions)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (name is not null && !IsName(name))
        {
            errors["name"] = [NameRule];
        }

        if (ProfileText.Refuse(description, LongestDescription) is { } reason)
        {
            errors["description"] = [reason];
        }

        if (RefusePermissions(permissions) is { } refusal)
        {
            errors["permissions"] = [refusal];
        }

        return errors;
    }

    public static string? RefusePermissions(IReadOnlyList<string?>? permissions) =>
        permissions is null ? null
        : permissions.Count > MostPermissions ? $"Use at most {MostPermissions} permissions; posts:* covers many."
        : permissions.Any(permission => !Ability.IsValid(permission))
            ? $"'{permissions.First(permission => !Ability.IsValid(permission))}' is no permission. {Ability.Rule}"
        : null;

    /// <summary>Names stand in paths beside ids, so none may look like one.</summary>
    private static bool IsName(string name) =>
        name.Length is >= 1 and <= LongestName
        && char.IsAsciiLetterLower(name[0])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-' or '_')
        && !Guid.TryParse(name, out _);
}
