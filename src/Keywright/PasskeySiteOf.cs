using System.Net;
using Keywright.Passkeys;

namespace Keywright;

/// <summary>What the folder Passkeys is told of the options.</summary>
internal static class PasskeySiteOf
{
    /// <summary>A loopback address stands for localhost, which browsers let have passkeys: to try them needs no set-up.</summary>
    public static PasskeySite Options(KeywrightOptions options)
    {
        var url = options.PublicUrl ?? new Uri(options.Urls.FirstOrDefault(IsPlain) ?? "http://localhost");
        var isAddress = IPAddress.TryParse(url.Host.Trim('[', ']'), out var address);
        var domain = !isAddress ? url.Host : IPAddress.IsLoopback(address!) ? "localhost" : null;
        if (domain is null)
        {
            return new PasskeySite(null, []);
        }

        var own = new UriBuilder(url.Scheme, domain, url.Port).Uri.GetLeftPart(UriPartial.Authority);
        return new PasskeySite(domain, [own, .. options.Passkeys.RelatedOrigins]);
    }

    // http://*:80 and http://+:80 listen everywhere and name no host.
    private static bool IsPlain(string url) => Uri.IsWellFormedUriString(url, UriKind.Absolute);
}
