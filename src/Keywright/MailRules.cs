using Keywright.Email;
using Keywright.Letters;

namespace Keywright;

/// <summary>What the folders Email and Letters are told of the options, and what these must say.</summary>
internal static class MailRules
{
    public static IEnumerable<string> Refuse(KeywrightOptions options)
    {
        if (options.Mail.From is { } from && MailAddressText.Parse(from) is null)
        {
            yield return $"Mail:From is \"{from}\": expected an address such as Example <accounts@example.com>.";
        }

        if (options.Mail.Smtp is { Host: null or "" } and ({ User: not null } or { Password: not null }))
        {
            yield return "Mail:Smtp:User or Mail:Smtp:Password is set, and Mail:Smtp:Host is not: expected the name of the server.";
        }

        if (options.Mail.Smtp.Password is not null && string.IsNullOrEmpty(options.Mail.Smtp.User))
        {
            yield return "Mail:Smtp:Password is set, and Mail:Smtp:User is not: expected both or neither.";
        }

        if (options.Pages.Prefix is { } prefix && !prefix.StartsWith('/') && OptionsRules.Origin(ParseUrl(prefix)) is null)
        {
            yield return $"Pages:Prefix is \"{prefix}\": expected a path such as /auth, or an http or https URL.";
        }
    }

    public static MailSettings Settings(KeywrightOptions options)
    {
        // A host that is an address of the network is no domain of mail.
        var url = PublicUrl(options);
        var host = url.HostNameType == UriHostNameType.Dns ? url.IdnHost : "localhost";
        var from = MailAddressText.Parse(options.Mail.From ?? "no-reply@" + host);
        return new(from ?? new("", "no-reply@localhost"), Path.Combine(options.Data, "mail"), options.Mail.Smtp);
    }

    public static MailedLinks Links(KeywrightOptions options)
    {
        var root = PublicUrl(options);
        var prefix = options.Pages.Prefix?.TrimEnd('/') ?? "";
        return new(prefix.StartsWith('/') || prefix.Length == 0 ? root.AbsoluteUri.TrimEnd('/') + prefix : prefix, root.Authority);
    }

    public static VerificationRule Verification(KeywrightOptions options) =>
        new(options.Email.RequireVerified || options.Registration.HideExisting, options.Registration.HideExisting);

    /// <summary>The configured URL, or the first that the server listens on, as this machine reaches it. Never a request's Host.</summary>
    public static Uri PublicUrl(KeywrightOptions options)
    {
        var listens = options.Urls.FirstOrDefault() ?? "http://localhost";
        return options.PublicUrl ?? new Uri(listens
            .Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal));
    }

    private static Uri? ParseUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null;
}
