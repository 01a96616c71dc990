using Keywright.Configuration;

namespace Keywright.Server.Commands;

/// <summary>Settings as they may be shown to whoever looks over a shoulder.</summary>
internal static class EffectiveSettings
{
    private static readonly string[] WithCredentials = ["Database", "Migrations:Database"];

    public static string? Show(Setting setting)
    {
        var text = SettingValues.Show(setting.Value);
        return text.Length == 0 ? null
            : setting.IsSecret ? Setting.Hidden
            : WithCredentials.Contains(setting.Path) ? WithoutCredentials(text)
            : text;
    }

    /// <summary>
    /// The last @ ends user and password, whatever characters these hold unescaped; what comes after a ? may hold them too.
    /// </summary>
    private static string WithoutCredentials(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var at = url.LastIndexOf('@');
        if (scheme >= 0 && at > scheme)
        {
            url = url[..(scheme + 3)] + Setting.Hidden + url[at..];
        }

        return url.Split('?')[0];
    }
}
