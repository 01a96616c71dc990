using System.Security.Claims;

namespace Keywright.Authentication;

/// <summary>The names of the claims of a signed-in caller.</summary>
public static class KeywrightClaims
{
    /// <summary>The user's id.</summary>
    public const string Subject = "sub";

    /// <summary>The session's id; absent for a personal access token.</summary>
    public const string SessionId = "sid";

    /// <summary>The personal access token's id; absent for a session.</summary>
    public const string TokenId = "token_id";

    /// <summary>The user's name, where there is one.</summary>
    public const string Name = "name";

    /// <summary>The user's email address.</summary>
    public const string Email = "email";

    /// <summary>One claim a role.</summary>
    public const string Role = "role";

    /// <summary>One claim a permission, wildcards included: of the user's roles, or of the service account.</summary>
    public const string Permission = "permission";

    /// <summary>One claim an ability of the personal access token in use.</summary>
    public const string Ability = "ability";
}

internal static class CallerClaims
{
    public static Claim[] Of(Credential credential)
    {
        var claims = new List<Claim>
        {
            new(KeywrightClaims.Subject, credential.UserId.ToString()),
            new(ClaimTypes.NameIdentifier, credential.UserId.ToString()),
        };
        Add(claims, KeywrightClaims.SessionId, credential.SessionId?.ToString());
        Add(claims, KeywrightClaims.TokenId, credential.TokenId?.ToString());
        Add(claims, KeywrightClaims.Name, credential.Name);
        Add(claims, KeywrightClaims.Email, credential.Email);
        claims.AddRange(credential.Roles.InForce.Select(role => new Claim(KeywrightClaims.Role, role.Name)));
        claims.AddRange(credential.Permissions.Texts.Select(permission => new Claim(KeywrightClaims.Permission, permission)));
        claims.AddRange(credential.Abilities.Select(ability => new Claim(KeywrightClaims.Ability, ability)));
        return [.. claims];
    }

    private static void Add(List<Claim> claims, string type, string? value)
    {
        if (value is not null)
        {
            claims.Add(new Claim(type, value));
        }
    }
}
