namespace Keywright;

/// <summary>Ability checks on the host's own routes.</summary>
public static class AbilityExtensions
{
    /// <summary>
    /// Lets through signed-in users, and personal access tokens that have <em>all</em> of <paramref name="abilities"/>
    /// (a token's <c>posts:*</c> covers <c>posts:write</c>). Others get 401, or 403 <c>ability_required</c>.
    /// </summary>
    /// <exception cref="ArgumentException">An ability is not one: letters, digits and <c>: . _ - /</c>, at most 100.</exception>
    public static TBuilder RequireAbility<TBuilder>(this TBuilder builder, params string[] abilities)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequireAbilityAttribute(abilities));

    /// <summary>Like <see cref="RequireAbility"/>, but one of <paramref name="abilities"/> is enough.</summary>
    /// <exception cref="ArgumentException">An ability is not one: letters, digits and <c>: . _ - /</c>, at most 100.</exception>
    public static TBuilder RequireAnyAbility<TBuilder>(this TBuilder builder, params string[] abilities)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequireAbilityAttribute(abilities) { Any = true });
}
