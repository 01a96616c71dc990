using System.Net;
using Keywright.Passkeys;

namespace Keywright;

/// <summary>What the folder Passkeys is told of the options.</summary>
internal static class PasskeySiteOf
{
    /// <summary>A loopback address stands for localhost, which browsers let passkeys have: a server just tried out needs no set-up.</summary>
    public static PasskeySite Options(KeywrightOptions options)
    {
        var url = options.PublicUrl ?? new Uri(options.Urls.FirstOrDefault(url => !url.Contains('*', StringComparison.Ordinal)) ?? "http://localhost");
        var isAddress = IPAddress.TryParse(url.Host.Trim('[', ']'), out var address);
        var domain = !isAddress ? url.Host : IPAddress.IsLoopback(address!) ? "localhost" : null;
        return domain is null
            ? new PasskeySite(null, [])
            : new PasskeySite(domain, [new UriBuilder(url.Scheme, domain, url.Port).Uri.GetLeftPart(UriPartial.Authority), .. options.Passkeys.RelatedOrigins]);
    }
}
