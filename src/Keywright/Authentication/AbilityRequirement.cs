using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Keywright.Authentication;

/// <summary>What a personal access token must be able to do. A first-party session can do whatever its user may.</summary>
internal sealed class AbilityRequirement(IReadOnlyList<string> abilities, bool any) : IAuthorizationRequirement, IAbleRequirement
{
    // The identity of another scheme of the host may say "sub" and "ability" too, and means something else.
    public bool IsAble(ClaimsPrincipal principal) =>
        OwnIdentity.Of(principal) is { } identity && (OwnIdentity.IsFirstParty(identity) || Covers(identity));

    public string Describe() => string.Join(any ? " or " : " and ", abilities);

    private bool Covers(ClaimsIdentity identity) => any
        ? abilities.Any(ability => OwnIdentity.Covers(identity, KeywrightClaims.Ability, ability))
        : abilities.All(ability => OwnIdentity.Covers(identity, KeywrightClaims.Ability, ability));
}

/// <summary>A requirement of which a token's abilities may be what is lacking.</summary>
internal interface IAbleRequirement
{
    bool IsAble(ClaimsPrincipal principal);

    string Describe();
}

internal sealed class AbilityHandler : AuthorizationHandler<AbilityRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AbilityRequirement requirement)
    {
        if (requirement.IsAble(context.User))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
