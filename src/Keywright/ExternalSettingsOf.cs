using System.Text.RegularExpressions;
using Keywright.External;

namespace Keywright;

/// <summary>What the folder External is told of the options, and what these must say.</summary>
internal static partial class ExternalSettingsOf
{
    private static readonly string[] SignInScopes = ["openid", "email", "profile"];

    public static ExternalSettings Options(KeywrightOptions options)
    {
        // Providers know the callback by heart: never a request's Host.
        var origin = MailRules.PublicUrl(options).GetLeftPart(UriPartial.Authority);
        return new ExternalSettings(
            $"{origin}{options.RoutePrefix}/external", origin, [origin, .. options.Cors.Origins],
            [.. options.External.Select(one => Provider(one.Key, one.Value))]);
    }

    public static IEnumerable<string> Refuse(KeywrightOptions options)
    {
        foreach (var (name, provider) in options.External)
        {
            if (!ProviderName().IsMatch(name.ToLowerInvariant()) || name.Equals("exchange", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"External:{name} is no name of a provider: expected up to 32 letters, digits and hyphens, and not exchange.";
            }

            if (string.IsNullOrWhiteSpace(provider.ClientId))
            {
                yield return $"External:{name}:ClientId is missing.";
            }

            var preset = PresetOf(name, provider);
            if (preset == ExternalPreset.Oidc && provider.Authority is null)
            {
                yield return $"External:{name}:Authority is missing: expected the issuer of the provider, such as https://id.example.com.";
            }

            if (provider.Authority is { } authority
                && (OptionsRules.Origin(authority) is null || authority is not { Query: "", Fragment: "" }))
            {
                yield return $"External:{name}:Authority is \"{authority.OriginalString}\": expected an https URL.";
            }

            if (preset is ExternalPreset.Github or ExternalPreset.Discord && string.IsNullOrWhiteSpace(provider.ClientSecret))
            {
                yield return $"External:{name}:ClientSecret is missing.";
            }
        }
    }

    private static ExternalPreset PresetOf(string name, ExternalProviderOptions provider) => provider.Preset
        ?? (Enum.TryParse<ExternalPreset>(name, ignoreCase: true, out var preset) && name.All(char.IsAsciiLetter)
            ? preset
            : ExternalPreset.Oidc);

    private static ExternalProvider Provider(string name, ExternalProviderOptions provider)
    {
        var preset = PresetOf(name, provider);
        return new ExternalProvider(
            name.ToLowerInvariant(), preset, (provider.Authority?.OriginalString ?? AuthorityOf(preset)).TrimEnd('/'),
            provider.ClientId!.Trim())
        {
            ClientSecret = string.IsNullOrWhiteSpace(provider.ClientSecret) ? null : provider.ClientSecret,
            Scopes = provider.Scopes.Count > 0 ? [.. provider.Scopes] : ScopesOf(preset),
            StoreTokens = provider.StoreTokens,
            TrustsEmail = provider.TrustEmail ?? preset != ExternalPreset.Microsoft,
        };
    }

    private static string AuthorityOf(ExternalPreset preset) => preset switch
    {
        ExternalPreset.Google => "https://accounts.google.com",
        ExternalPreset.Github => "https://github.com",
        ExternalPreset.Microsoft => "https://login.microsoftonline.com/common/v2.0",
        ExternalPreset.Gitlab => "https://gitlab.com",
        ExternalPreset.Discord => "https://discord.com",
        _ => "",
    };

    private static string[] ScopesOf(ExternalPreset preset) => preset switch
    {
        ExternalPreset.Github => ["read:user", "user:email"],
        ExternalPreset.Discord => ["identify", "email"],
        _ => SignInScopes,
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$")]
    private static partial Regex ProviderName();
}
