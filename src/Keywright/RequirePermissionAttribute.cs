using Keywright.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Keywright;

/// <summary>
/// Lets through users whose roles give the permissions; with a personal access token, the token needs them as abilities too.
/// <c>[RequirePermission("reports:read")]</c> on a controller, an action or a handler is <c>.RequirePermission("reports:read")</c> on an
/// endpoint.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequirePermissionAttribute : AuthorizeAttribute, IAuthorizationRequirementData
{
    /// <exception cref="ArgumentException">A permission is not one: letters, digits and <c>: . _ - /</c>, at most 100.</exception>
    public RequirePermissionAttribute(params string[] permissions)
    {
        Permissions = PermissionExtensions.Checked(permissions);
        AuthenticationSchemes = KeywrightDefaults.AuthenticationScheme;
    }

    /// <summary>What the user must be allowed to do.</summary>
    public IReadOnlyList<string> Permissions { get; }

    /// <summary>Whether one of them is enough.</summary>
    public bool Any { get; init; }

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new PermissionRequirement(Permissions, Any)];
}
