using System.Text.Json;
using Keywright.Roles;
using Keywright.Users;

namespace Keywright.OAuth;

/// <summary>
/// What is told of a user, by scope (OpenID Connect Core §5.4). Beside the account's own columns only <c>app_metadata</c> feeds claims,
/// which administrators write: nobody gives themselves a claim.
/// </summary>
internal sealed class UserClaims(Scopes scopes)
{
    // Core §5.1: members of the standard that an application may keep in app_metadata.
    private static readonly string[] OfProfile =
    [
        "middle_name", "nickname", "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale",
    ];

    private static readonly string[] OfPhone = ["phone_number", "phone_number_verified"];

    private static readonly string[] OfAddress = ["address"];

    // What a token says of itself: no metadata may speak in its place.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "azp", "nonce", "auth_time", "acr", "amr", "sid", "scope", "client_id", "cnf",
        "act", "may_act", "gid", "at_hash", "c_hash", "s_hash", "events", "active", "token_type", "username", "roles", "permissions",
        "email", "email_verified", "name", "given_name", "family_name", "preferred_username", "updated_at",
    };

    /// <summary>What is told at the userinfo endpoint.</summary>
    public void Write(Utf8JsonWriter json, User user, IReadOnlyList<Role> roles, IReadOnlyList<string> granted)
    {
        foreach (var scope in granted)
        {
            switch (scope)
            {
                case Scopes.Profile:
                    WriteProfile(json, user);
                    break;
                case Scopes.Email when user.Email is { } email:
                    json.WriteString("email"u8, email);
                    json.WriteBoolean("email_verified"u8, user.EmailVerifiedAt is not null);
                    break;
                default:
                    break;
            }
        }

        WriteShared(json, user, roles, granted);
        WriteMetadata(json, user, granted.SelectMany(StandardOf));
    }

    /// <summary>What access tokens hold too: what an API decides by.</summary>
    public void WriteShared(Utf8JsonWriter json, User user, IReadOnlyList<Role> roles, IReadOnlyList<string> granted)
    {
        if (granted.Contains(Scopes.Roles, StringComparer.Ordinal))
        {
            WriteList(json, "roles", roles.Select(role => role.Name));
            WriteList(json, "permissions", Role.PermissionsOf(roles).Texts);
        }

        WriteMetadata(json, user, granted.SelectMany(scopes.ClaimsOf));
    }

    private static IEnumerable<string> StandardOf(string scope) => scope switch
    {
        Scopes.Profile => OfProfile,
        Scopes.Phone => OfPhone,
        Scopes.Address => OfAddress,
        _ => [],
    };

    private static void WriteProfile(Utf8JsonWriter json, User user)
    {
        WriteText(json, "name", user.Name ?? Joined(user));
        WriteText(json, "given_name", user.FirstName);
        WriteText(json, "family_name", user.LastName);
        WriteText(json, "preferred_username", user.Username);
        json.WriteNumber("updated_at"u8, user.UpdatedAt.ToUnixTimeSeconds());
    }

    private static string? Joined(User user) =>
        user is { FirstName: { } first, LastName: { } last } ? $"{first} {last}" : user.FirstName ?? user.LastName;

    private static void WriteMetadata(Utf8JsonWriter json, User user, IEnumerable<string> names)
    {
        var wanted = names.Where(name => !Reserved.Contains(name)).Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0 || user.AppMetadata == "{}")
        {
            return;
        }

        using var metadata = JsonDocument.Parse(user.AppMetadata);
        foreach (var name in wanted)
        {
            if (metadata.RootElement.TryGetProperty(name, out var value))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
