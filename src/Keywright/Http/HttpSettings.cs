using System.Net;

namespace Keywright.Http;

/// <summary>What this folder needs of the options, which live above it.</summary>
internal sealed record HttpSettings
{
    public string RoutePrefix { get; init; } = "/api/auth";

    public string AdminPrefix { get; init; } = "/api/admin";

    public string TokenHeader { get; init; } = "Authorization";

    public string TokenScheme { get; init; } = "Bearer";

    public bool CsrfProtection { get; init; } = true;

    /// <summary>Where clients reach us, when the configuration says so: the origin of <c>PublicUrl</c>.</summary>
    public string? PublicOrigin { get; init; }

    /// <summary>Other sites whose pages may call us.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Peers whose <c>X-Forwarded-*</c> is believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [new(IPAddress.Loopback, 8), new(IPAddress.IPv6Loopback, 128)];

    /// <summary>The .mmdb file that knows places.</summary>
    public string? GeoDatabase { get; init; }

    /// <summary>The field in which a trusted proxy says the client's country.</summary>
    public string? CountryHeader { get; init; }
}

/// <summary>Keys derived from the master key: one for what identifies a caller in the limits table, one for XSRF tokens.</summary>
internal sealed record HttpKeys(byte[] RateLimits, byte[] Xsrf);
