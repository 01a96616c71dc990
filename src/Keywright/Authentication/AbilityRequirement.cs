using System.Security.Claims;
using Keywright.Security;
using Microsoft.AspNetCore.Authorization;

namespace Keywright.Authentication;

/// <summary>What a personal access token must be able to do. A first-party session can do whatever its user may.</summary>
internal sealed class AbilityRequirement(IReadOnlyList<string> abilities, bool any) : IAuthorizationRequirement
{
    public bool IsMetBy(ClaimsPrincipal principal)
    {
        // The identity of another scheme of the host may say "sub" and "ability" too, and means something else.
        if (principal.Identities.FirstOrDefault(IsOurs) is not { } identity)
        {
            return false;
        }

        if (identity.FindFirst(KeywrightClaims.TokenId) is null)
        {
            return true;
        }

        var granted = identity.FindAll(KeywrightClaims.Ability).Select(claim => claim.Value).ToList();
        return any
            ? abilities.Any(ability => Ability.AnyCovers(granted, ability))
            : abilities.All(ability => Ability.AnyCovers(granted, ability));
    }

    public string Describe() => string.Join(any ? " or " : " and ", abilities);

    private static bool IsOurs(ClaimsIdentity identity) =>
        identity.AuthenticationType == KeywrightDefaults.AuthenticationScheme && identity.FindFirst(KeywrightClaims.Subject) is not null;
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
