using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Primitives;

namespace Keywright.Http;

/// <summary>
/// Where a request came from. <c>X-Forwarded-For</c> is believed hop by hop from the right, as long as the hop that wrote it is a trusted
/// proxy; the first address that is not one is the client. <c>Forwarded</c> (RFC 7239) is not read: a proxy that sets only one of the two
/// passes the other through from the client.
/// </summary>
internal sealed class ClientAddress(HttpSettings settings)
{
    /// <summary>A chain of proxies is short; a longer list is an attack on our time.</summary>
    private const int MaxHops = 16;

    public IPAddress? Of(HttpContext context)
    {
        var client = Unmapped(context.Connection.RemoteIpAddress);
        if (!IsTrusted(client))
        {
            return client;
        }

        foreach (var hop in FromTheRight(context.Request.Headers["X-Forwarded-For"]))
        {
            if (Parse(hop) is not { } address)
            {
                return client;
            }

            client = address;
            if (!IsTrusted(address))
            {
                return address;
            }
        }

        return client;
    }

    /// <summary>Whether the client speaks TLS: to us, or to the trusted proxy before us.</summary>
    public bool IsHttps(HttpContext context)
    {
        if (context.Request.IsHttps)
        {
            return true;
        }

        return IsTrusted(Unmapped(context.Connection.RemoteIpAddress))
            && FromTheRight(context.Request.Headers["X-Forwarded-Proto"]).FirstOrDefault() is { } scheme
            && scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a trusted proxy, and not the client itself, wrote the header fields of this request last.</summary>
    public bool IsFromProxy(HttpContext context) => IsTrusted(Unmapped(context.Connection.RemoteIpAddress));

    /// <summary>What limits count by: IPv4 whole, IPv6 by /64, which is what one customer gets.</summary>
    public static string LimitKey(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes) + "/64";
    }

    /// <summary>
    /// Without what only this machine understands: the mapping of IPv4 into IPv6, and the interface of a link-local address.
    /// </summary>
    public static IPAddress? Unmapped(IPAddress? address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    /// <summary>No address at all is a Unix socket: only this machine reaches it.</summary>
    private bool IsTrusted(IPAddress? address)
    {
        if (address is null)
        {
            return true;
        }

        foreach (var network in settings.TrustedProxies)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> FromTheRight(StringValues values) =>
        values.Reverse().SelectMany(value => (value ?? "").Split(',').Reverse()).Select(hop => hop.Trim()).Take(MaxHops);

    /// <summary>
    /// <c>192.0.2.1</c>, <c>192.0.2.1:443</c>, <c>2001:db8::1</c>, <c>[2001:db8::1]</c>, <c>[2001:db8::1]:443</c>; nothing else.
    /// </summary>
    private static IPAddress? Parse(string hop)
    {
        var text = hop.AsSpan();
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']');
            text = end > 0 ? text[1..end] : [];
        }
        else if (text.IndexOf(':') is >= 0 and var colon && text.LastIndexOf(':') == colon)
        {
            text = text[..colon];
        }

        // IPAddress also reads "1" and "0x7f.1": only what looks like an address counts.
        var looksRight = text.Contains(':') || text.Count('.') == 3;
        return looksRight && !text.Contains('%') && IPAddress.TryParse(text, out var address) ? Unmapped(address) : null;
    }
}
