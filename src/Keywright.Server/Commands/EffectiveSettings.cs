using System.Text.RegularExpressions;
using Keywright.Configuration;

namespace Keywright.Server.Commands;

/// <summary>Settings as they may be shown to whoever looks over a shoulder.</summary>
internal static partial class EffectiveSettings
{
    public static string? Show(Setting setting)
    {
        var text = SettingValues.Show(setting.Value);
        return text.Length == 0 ? null : setting.IsSecret ? Setting.Hidden : Password().Replace(text, "$1" + Setting.Hidden + "@");
    }

    /// <summary>The user and password of a URL.</summary>
    [GeneratedRegex("(://[^/@:]*:)[^/@]*@")]
    private static partial Regex Password();
}
