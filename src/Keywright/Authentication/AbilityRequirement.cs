using System.Security.Claims;
using Keywright.Security;
using Microsoft.AspNetCore.Authorization;

namespace Keywright.Authentication;

/// <summary>What a personal access token must be able to do. A first-party session can do whatever its user may.</summary>
internal sealed class AbilityRequirement(IReadOnlyList<string> abilities, bool any) : IAuthorizationRequirement
{
    public bool IsMetBy(ClaimsPrincipal principal)
    {
        if (principal.FindFirst(KeywrightClaims.Subject) is null)
        {
            return false;
        }

        if (principal.FindFirst(KeywrightClaims.TokenId) is null)
        {
            return true;
        }

        var granted = principal.FindAll(KeywrightClaims.Ability).Select(claim => claim.Value).ToList();
        return any
            ? abilities.Any(ability => Ability.AnyCovers(granted, ability))
            : abilities.All(ability => Ability.AnyCovers(granted, ability));
    }

    public string Describe() => string.Join(any ? " or " : " and ", abilities);
}

internal sealed class AbilityHandler : AuthorizationHandler<AbilityRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AbilityRequirement requirement)
    {
        if (requirement.IsMetBy(context.User))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
