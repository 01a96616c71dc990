using Keywright.Roles;
using Keywright.Users;

namespace Keywright.ServiceAccounts;

/// <summary>What service accounts may be called, and may hold.</summary>
internal static class ServiceAccountWish
{
    private const int LongestName = 100;
    private const int LongestDescription = 500;

    /// <summary>What is wrong, by field; empty when nothing is. A null is not looked at.</summary>
    public static Dictionary<string, string[]> Refuse(string? name, string? description, IReadOnlyList<string?>? permissions)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (name is not null && (string.IsNullOrWhiteSpace(name) || Guid.TryParse(name, out _)))
        {
            errors["name"] = ["Name the service account, and not like an id."];
        }
        else if (ProfileText.Refuse(name, LongestName) is { } bad)
        {
            errors["name"] = [bad];
        }

        if (ProfileText.Refuse(description, LongestDescription) is { } reason)
        {
            errors["description"] = [reason];
        }

        if (RoleWish.RefusePermissions(permissions) is { } refusal)
        {
            errors["permissions"] = [refusal];
        }

        return errors;
    }
}
