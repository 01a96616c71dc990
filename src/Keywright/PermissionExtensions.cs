using Keywright.Authentication;
using Keywright.Security;
using Microsoft.AspNetCore.Authorization;

namespace Keywright;

/// <summary>Permission checks on the host's own routes and in its policies.</summary>
public static class PermissionExtensions
{
    /// <summary>
    /// Lets through users whose roles give <em>all</em> of <paramref name="permissions"/> (a role's <c>reports:*</c> covers
    /// <c>reports:read</c>); with a personal access token, the token needs them as abilities too. Others get 401, or 403
    /// <c>permission_required</c> or <c>ability_required</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A permission is not one: letters, digits and <c>: . _ - /</c>, at most 100.</exception>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, params string[] permissions)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequirePermissionAttribute(permissions));

    /// <summary>Like <see cref="RequirePermission{TBuilder}"/>, but one of <paramref name="permissions"/> is enough.</summary>
    /// <exception cref="ArgumentException">A permission is not one: letters, digits and <c>: . _ - /</c>, at most 100.</exception>
    public static TBuilder RequireAnyPermission<TBuilder>(this TBuilder builder, params string[] permissions)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequirePermissionAttribute(permissions) { Any = true });

    /// <summary>The same for a policy: <c>options.AddPolicy("reports", policy => policy.RequirePermission("reports:read"))</c>.</summary>
    /// <exception cref="ArgumentException">A permission is not one: letters, digits and <c>: . _ - /</c>, at most 100.</exception>
    public static AuthorizationPolicyBuilder RequirePermission(this AuthorizationPolicyBuilder policy, params string[] permissions)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.AddAuthenticationSchemes(KeywrightDefaults.AuthenticationScheme)
            .AddRequirements(new PermissionRequirement(Checked(permissions), any: false));
    }

    internal static string[] Checked(string[] permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        return permissions.Length > 0 && permissions.All(permission => Ability.IsValid(permission))
            ? permissions
            : throw new ArgumentException(Ability.Rule, nameof(permissions));
    }
}
