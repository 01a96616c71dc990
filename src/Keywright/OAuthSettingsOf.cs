using Keywright.OAuth;

namespace Keywright;

/// <summary>What the folder OAuth is told of the options, and what these must say.</summary>
internal static class OAuthSettingsOf
{
    public static OAuthSettings Options(KeywrightOptions options)
    {
        var issuer = MailRules.PublicUrl(options);
        var pages = options.Pages.Prefix?.TrimEnd('/') ?? "";
        return new OAuthSettings(
            issuer.AbsoluteUri.TrimEnd('/'), pages.StartsWith('/') ? pages : "", options.OAuth.DynamicRegistration);
    }

    public static IEnumerable<string> Refuse(KeywrightOptions options)
    {
        foreach (var resource in options.OAuth.Resources.Where(resource => !Resources.IsResource(resource)))
        {
            yield return $"OAuth:Resources has \"{resource}\": expected an absolute URI without a fragment, such as https://api.example.";
        }

        foreach (var name in options.OAuth.SelfRegisteredScopes.Where(name => !options.OAuth.Scopes.ContainsKey(name)))
        {
            yield return $"OAuth:SelfRegisteredScopes has \"{name}\": expected a name of OAuth:Scopes.";
        }

        foreach (var name in options.OAuth.Scopes.Keys.Where(name => !Scopes.IsToken(name) || Scopes.IsOfKeywright(name)))
        {
            yield return $"OAuth:Scopes:{name} is no name of a scope: "
                + "expected up to 100 printable characters without blanks and quotes, and not in front of them keywright:.";
        }
    }
}
