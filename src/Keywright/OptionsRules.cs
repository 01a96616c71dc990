using System.Net;
using Keywright.Security;

namespace Keywright;

/// <summary>The rules that one attribute can't say: forms of texts, and settings that must fit each other.</summary>
internal static class OptionsRules
{
    public static IEnumerable<string> Refuse(KeywrightOptions options) =>
        Urls(options).Concat(Http(options)).Concat(Lifetimes(options)).Concat(Abilities(options)).Concat(Risks(options))
            .Concat(TwoFactor(options)).Concat(MailRules.Refuse(options)).Concat(OAuthSettingsOf.Refuse(options))
            .Concat(ExternalSettingsOf.Refuse(options))
            .Concat(DatabaseSettingsOf.Options(options).Refuse());

    /// <summary>An address or a CIDR block.</summary>
    public static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }

    /// <summary>The origin of an http(s) URL, as a browser writes it, or null.</summary>
    public static string? Origin(Uri? url) =>
        url is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" } ? url.GetLeftPart(UriPartial.Authority) : null;

    private static IEnumerable<string> Urls(KeywrightOptions options)
    {
        foreach (var url in options.Urls.Where(url => !Listens(url)))
        {
            yield return $"Urls has \"{url}\": expected http://host:port (TLS ends at the proxy before it).";
        }

        if (options.Urls.Count == 0)
        {
            yield return "Urls is empty: expected at least one such as http://127.0.0.1:5080.";
        }

        if (options.PublicUrl is { } publicUrl && Origin(publicUrl) is null)
        {
            yield return $"PublicUrl is \"{publicUrl.OriginalString}\": expected an http or https URL.";
        }

        foreach (var origin in options.Cors.Origins.Where(origin => !IsOrigin(origin)))
        {
            yield return $"Cors:Origins has \"{origin}\": "
                + "expected an origin such as https://app.example, without a path or a slash at its end.";
        }
    }

    private static IEnumerable<string> Http(KeywrightOptions options)
    {
        if (!IsPath(options.RoutePrefix))
        {
            yield return $"RoutePrefix is \"{options.RoutePrefix}\": "
                + "expected a path such as /api/auth, with a slash in front and none at its end.";
        }

        if (!IsPath(options.AdminPrefix) || options.AdminPrefix == options.RoutePrefix)
        {
            yield return $"AdminPrefix is \"{options.AdminPrefix}\": "
                + "expected a path such as /api/admin, with a slash in front and none at its end, and not that of RoutePrefix.";
        }

        foreach (var (name, value) in new[] { ("TokenHeader", options.TokenHeader), ("TokenScheme", options.TokenScheme) })
        {
            if (value.Length == 0 || value.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
            {
                yield return $"{name} is \"{value}\": expected one word of letters, digits and hyphens.";
            }
        }

        foreach (var proxy in options.TrustedProxies.Where(proxy => Network(proxy) is null))
        {
            yield return $"TrustedProxies has \"{proxy}\": expected an address or a network such as 10.0.0.0/8.";
        }
    }

    private static IEnumerable<string> Lifetimes(KeywrightOptions options)
    {
        var sessions = options.Sessions;
        if (sessions.AccessTokenLifetime > sessions.RefreshTokenLifetime)
        {
            yield return "Sessions:AccessTokenLifetime is longer than Sessions:RefreshTokenLifetime: expected it to be shorter.";
        }

        if (sessions.RefreshTokenLifetime > sessions.AbsoluteLifetime || sessions.RememberLifetime > sessions.AbsoluteLifetime)
        {
            yield return "Sessions:AbsoluteLifetime is shorter than an idle lifetime: expected it to be the longest of the lifetimes.";
        }
    }

    private static IEnumerable<string> Risks(KeywrightOptions options)
    {
        var risk = options.Risk;
        if (risk.NotifyAt > risk.StepUpAt || risk.StepUpAt > risk.RefuseAt)
        {
            yield return "Risk:NotifyAt, Risk:StepUpAt and Risk:RefuseAt are not in this order: expected the first to be the lowest.";
        }

        if (risk.GeoDatabase is { } file && !File.Exists(file))
        {
            yield return $"Risk:GeoDatabase is \"{file}\": expected a file in the MaxMind DB format (.mmdb).";
        }

        if (risk.CountryHeader is { } header && (header.Length == 0 || header.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-')))
        {
            yield return $"Risk:CountryHeader is \"{header}\": expected one word of letters, digits and hyphens.";
        }
    }

    private static IEnumerable<string> TwoFactor(KeywrightOptions options)
    {
        if (!options.TwoFactor.Enabled && options.TwoFactor.RequiredForRoles.Count > 0)
        {
            yield return "TwoFactor:RequiredForRoles is set and TwoFactor:Enabled is false: expected that users can set a factor up.";
        }
    }

    private static IEnumerable<string> Abilities(KeywrightOptions options) =>
        from list in new[]
        {
            (Name: "DefaultAbilities", Words: options.PersonalTokens.DefaultAbilities),
            (Name: "KnownAbilities", Words: options.PersonalTokens.KnownAbilities),
        }
        from word in list.Words
        where !Ability.IsValid(word)
        select $"PersonalTokens:{list.Name} has \"{word}\": expected words such as posts:read, posts:* or *.";

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && string.Equals(Origin(url), text, StringComparison.OrdinalIgnoreCase);

    private static bool Listens(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(url.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal),
            UriKind.Absolute, out var uri)
        && uri.AbsolutePath == "/";

    private static bool IsPath(string text) => text is ['/', .., not '/'] && text.All(IsPathCharacter);

    private static bool IsPathCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~';
}
