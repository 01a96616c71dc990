using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Keywright.Authentication;

/// <summary>What a user's roles must allow. Called with a personal access token, the token must be able to do it too.</summary>
internal sealed class PermissionRequirement(IReadOnlyList<string> permissions, bool any) : IAuthorizationRequirement, IAbleRequirement
{
    public bool IsMetBy(ClaimsPrincipal principal) => OwnIdentity.Of(principal) is { } identity && Holds(identity, IsEffective);

    /// <summary>Whether the owner has it, whatever the token can do.</summary>
    public bool IsHeldBy(ClaimsPrincipal principal) => OwnIdentity.Of(principal) is { } identity && Holds(identity, IsHeld);

    public bool IsAble(ClaimsPrincipal principal) => IsMetBy(principal);

    public string Describe() => string.Join(any ? " or " : " and ", permissions);

    private bool Holds(ClaimsIdentity identity, Func<ClaimsIdentity, string, bool> has) => any
        ? permissions.Any(permission => has(identity, permission))
        : permissions.All(permission => has(identity, permission));

    private static bool IsHeld(ClaimsIdentity identity, string permission) =>
        OwnIdentity.Covers(identity, KeywrightClaims.Permission, permission);

    private static bool IsEffective(ClaimsIdentity identity, string permission) =>
        IsHeld(identity, permission)
        && (OwnIdentity.IsFirstParty(identity) || OwnIdentity.Covers(identity, KeywrightClaims.Ability, permission));
}

internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (requirement.IsMetBy(context.User))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
