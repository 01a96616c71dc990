using System.Text.Json;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>Reads what a PATCH says of a profile: a member that is absent stays, null clears.</summary>
internal static class ProfileMembers
{
    private const int LongestName = 255;

    /// <summary>Whether the member is a text, or null, or absent.</summary>
    public static bool IsText(JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String;

    /// <summary>Whether the member is an object, or null, or absent.</summary>
    public static bool IsObject(JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object;

    /// <summary>Null where the member is absent, empty where it clears.</summary>
    public static string? Name(JsonElement element, string field, Dictionary<string, string[]> errors)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        var text = element.ValueKind == JsonValueKind.Null ? "" : element.GetString()!.Trim();
        if (ProfileText.Refuse(text, LongestName) is { } reason)
        {
            errors[field] = [reason];
        }

        return text;
    }

    public static Username? Username(JsonElement element, Dictionary<string, string[]> errors)
    {
        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        var username = Users.Username.Parse(element.GetString());
        if (username is null)
        {
            errors["username"] = [Users.Username.Rule];
        }

        return username;
    }
}
