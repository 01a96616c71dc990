using System.ComponentModel.DataAnnotations;

namespace Keywright.Sessions.Risk;

/// <summary>What a sign-in that looks unlike its user's others leads to. Section <c>Risk</c>.</summary>
public sealed class RiskOptions
{
    /// <summary>From this score on the owner is told by mail. 101 is never.</summary>
    [Range(1, 101)]
    public int NotifyAt { get; set; } = 30;

    /// <summary>From this score on a second proof is asked for, on trusted devices too: the second factor, or a mailed code.</summary>
    [Range(1, 101)]
    public int StepUpAt { get; set; } = 50;

    /// <summary>From this score on a right password is answered like a wrong one, and the owner told.</summary>
    [Range(1, 101)]
    public int RefuseAt { get; set; } = 90;

    /// <summary>A file in the MaxMind DB format (.mmdb) with countries or cities; read again when it changes.</summary>
    public string? GeoDatabase { get; set; }

    /// <summary>A header field with the client's country, such as <c>CF-IPCountry</c>; believed from <c>TrustedProxies</c> only.</summary>
    public string? CountryHeader { get; set; }
}
