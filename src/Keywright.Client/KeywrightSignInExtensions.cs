using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Keywright.Client;

/// <summary>Lets users of a web application sign in at a Keywright server.</summary>
public static class KeywrightSignInExtensions
{
    /// <summary>Signs in under the scheme <see cref="KeywrightSignInDefaults.AuthenticationScheme"/>, into the cookie of another.</summary>
    public static AuthenticationBuilder AddKeywrightSignIn(this AuthenticationBuilder builder, Action<KeywrightSignInOptions> configure) =>
        builder.AddKeywrightSignIn(KeywrightSignInDefaults.AuthenticationScheme, configure);

    /// <summary>Signs in under a scheme of the application's choice: for several servers.</summary>
    public static AuthenticationBuilder AddKeywrightSignIn(
        this AuthenticationBuilder builder, string authenticationScheme, Action<KeywrightSignInOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<KeywrightSignInOptions>, MakeSignInServer>());
        return builder.AddRemoteScheme<KeywrightSignInOptions, KeywrightSignInHandler>(authenticationScheme, null, configure);
    }

    /// <summary>
    /// The access token of whoever is signed in, for calls of the API that it is for; null when there is none that works. One that ends
    /// within a minute is renewed, so this must be asked before the response starts: the cookie changes. Needs <c>SaveTokens</c>.
    /// </summary>
    public static Task<string?> GetKeywrightAccessTokenAsync(
        this HttpContext context, string authenticationScheme = KeywrightSignInDefaults.AuthenticationScheme,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = context.RequestServices.GetRequiredService<IOptionsMonitor<KeywrightSignInOptions>>().Get(authenticationScheme);
        return SavedTokens.Access(context, authenticationScheme, options, cancellationToken);
    }
}
