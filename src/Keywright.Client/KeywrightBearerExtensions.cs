using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Keywright.Client;

/// <summary>Lets an API take the access tokens of a Keywright server.</summary>
public static class KeywrightBearerExtensions
{
    /// <summary>Takes access tokens under the scheme <see cref="KeywrightBearerDefaults.AuthenticationScheme"/>.</summary>
    public static AuthenticationBuilder AddKeywrightBearer(this AuthenticationBuilder builder, Action<KeywrightBearerOptions> configure) =>
        builder.AddKeywrightBearer(KeywrightBearerDefaults.AuthenticationScheme, configure);

    /// <summary>Takes access tokens under a scheme of the application's choice: for several issuers, or several audiences.</summary>
    public static AuthenticationBuilder AddKeywrightBearer(
        this AuthenticationBuilder builder, string authenticationScheme, Action<KeywrightBearerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.TryAddSingleton<MetadataAddresses>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<KeywrightBearerOptions>, MakeTokenVerifier>());
        _ = builder.Services.AddOptions<KeywrightBearerOptions>(authenticationScheme).ValidateOnStart();
        return builder.AddScheme<KeywrightBearerOptions, KeywrightBearerHandler>(authenticationScheme, configure);
    }

    /// <summary>
    /// Demands a token with all of these scopes. Who has a token without them gets 403 and is told which (RFC 6750 §3.1).
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, params string[] scopes)
        where TBuilder : IEndpointConventionBuilder
    {
        var policy = new AuthorizationPolicyBuilder().RequireScope(scopes).Build();
        return builder.RequireAuthorization(policy).WithMetadata(new ScopeRequirement(scopes));
    }

    /// <summary>Demands a token with all of these scopes.</summary>
    public static AuthorizationPolicyBuilder RequireScope(this AuthorizationPolicyBuilder policy, params string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(scopes);
        return policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(scopes));
    }

    /// <summary>
    /// Maps <c>/.well-known/oauth-protected-resource</c>, with the path of the audience behind it (RFC 9728 §3.1): clients learn from it
    /// which server gives tokens for this API. Every challenge points there.
    /// </summary>
    public static IEndpointConventionBuilder MapProtectedResourceMetadata(
        this IEndpointRouteBuilder endpoints, string authenticationScheme = KeywrightBearerDefaults.AuthenticationScheme)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return ProtectedResourceMetadata.Map(endpoints, authenticationScheme);
    }
}
