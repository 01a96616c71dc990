using System.Globalization;
using Keywright.External;

namespace Keywright.Pages;

internal static class ProviderName
{
    /// <summary>As its owners write it; a provider of one's own by the name of its section.</summary>
    public static string Of(ExternalProvider provider) => provider.Preset switch
    {
        ExternalPreset.Google => "Google",
        ExternalPreset.Github => "GitHub",
        ExternalPreset.Microsoft => "Microsoft",
        ExternalPreset.Gitlab => "GitLab",
        ExternalPreset.Discord => "Discord",
        _ => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(provider.Name.Replace('-', ' ')),
    };
}
