using System.ComponentModel.DataAnnotations;

namespace Keywright.TwoFactor;

/// <summary>Second factors beside a password. Section <c>TwoFactor</c>.</summary>
public sealed class TwoFactorOptions
{
    /// <summary>Whether users may set one up. Those who have one are asked for it in either case.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Roles that are in force only for who has a second factor, or came in with a passkey. Brought into the table of roles at start, where
    /// each must be.
    /// </summary>
    public IList<string> RequiredForRoles { get; } = [];

    /// <summary>What authenticator apps show beside the code; the host of <c>PublicUrl</c> by default.</summary>
    [MaxLength(64)]
    public string? Issuer { get; set; }

    /// <summary>For how long a device that its user trusts is not asked for the second factor.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan TrustLifetime { get; set; } = TimeSpan.FromDays(30);
}
