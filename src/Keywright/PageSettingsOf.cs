using Keywright.Pages;

namespace Keywright;

/// <summary>What the folder Pages is told of the options.</summary>
internal static class PageSettingsOf
{
    /// <summary>Where the prefix is a whole URL, an application has pages of its own there; ours keep their paths.</summary>
    public static PageSettings Options(KeywrightOptions options) => new(
        options.Pages.Prefix is ['/', ..] prefix ? prefix.TrimEnd('/') : "", options.RoutePrefix, MailRules.PublicUrl(options).Authority);
}
