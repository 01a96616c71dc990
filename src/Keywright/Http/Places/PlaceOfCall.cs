using System.Net;

namespace Keywright.Http.Places;

/// <summary>
/// Where a request comes from: what a trusted proxy says in <c>Risk:CountryHeader</c>, then the file of <c>Risk:GeoDatabase</c>. From
/// anybody else the header is a claim of the client's, and not read.
/// </summary>
internal sealed class PlaceOfCall(HttpSettings settings, ClientAddress addresses, GeoDatabase places)
{
    public Place? Find(HttpContext http, IPAddress? address)
    {
        var found = places.Find(address);
        return Told(http) is not { } country || country == found?.Country ? found : new Place(country, null);
    }

    private string? Told(HttpContext http) =>
        settings.CountryHeader is { } name && http.Request.Headers[name] is [var value] && addresses.IsFromProxy(http)
            ? CountryCode.Parse(value)
            : null;
}
