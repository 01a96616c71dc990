using System.ComponentModel.DataAnnotations;

namespace Keywright.Letters;

/// <summary>Whether and how an address is proven. Section <c>Email</c>.</summary>
public sealed class EmailOptions
{
    /// <summary>How long a mailed verification link works.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan VerificationLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether an address must be verified before its owner can sign in. Registration then signs nobody in.</summary>
    public bool RequireVerified { get; set; }
}
