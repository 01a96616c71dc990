using Microsoft.AspNetCore.Authorization;

namespace Keywright.Client;

/// <summary>All of these scopes. It decides by itself, and is what a challenge tells.</summary>
internal sealed class ScopeRequirement(IReadOnlyList<string> scopes)
    : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    public IReadOnlyList<string> Scopes { get; } = scopes;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (requirement.Scopes.All(scope => context.User.HasClaim("scope", scope)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
