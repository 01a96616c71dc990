using Keywright.Authentication;
using Keywright.Security;
using Microsoft.AspNetCore.Authorization;

namespace Keywright;

/// <summary>
/// Lets through signed-in users, and personal access tokens that have the abilities; <c>[RequireAbility("posts:write")]</c> on a
/// controller, an action or a handler is <c>.RequireAbility("posts:write")</c> on an endpoint.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireAbilityAttribute : AuthorizeAttribute, IAuthorizationRequirementData
{
    /// <exception cref="ArgumentException">An ability is not one: letters, digits and <c>: . _ - /</c>, at most 100.</exception>
    public RequireAbilityAttribute(params string[] abilities)
    {
        ArgumentNullException.ThrowIfNull(abilities);
        if (abilities.Length == 0 || abilities.Any(ability => !Ability.IsValid(ability)))
        {
            throw new ArgumentException(Ability.Rule, nameof(abilities));
        }

        Abilities = abilities;
        AuthenticationSchemes = KeywrightDefaults.AuthenticationScheme;
    }

    /// <summary>What a token must be able to do.</summary>
    public IReadOnlyList<string> Abilities { get; }

    /// <summary>Whether one of them is enough.</summary>
    public bool Any { get; init; }

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new AbilityRequirement(Abilities, Any)];
}
