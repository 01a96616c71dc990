using System.ComponentModel.DataAnnotations;

namespace Keywright.Security.Keys;

/// <summary>The master key and the rotation of signing keys. Section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>
    /// The master key: base64 of at least 32 random bytes, or the path of a file that holds it. Every node needs the same one.
    /// Left out, it is <c>master.key</c> in the data directory, created at the first start and readable by its owner only.
    /// </summary>
    public string? MasterKey { get; set; }

    /// <summary>
    /// Further master keys that may be read with, each as in <c>Keys:MasterKey</c>: the former one during a rotation, and for as long as
    /// sessions live that began under it. The lines after the first of a key file are such keys too.
    /// </summary>
    public IList<string> PreviousMasterKeys { get; } = [];

    /// <summary>How long a key signs tokens before the next one takes over.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "730.00:00:00")]
    public TimeSpan RotateAfter { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// What tokens are signed with where a client asks for nothing else (RFC 7518 §3.1): <c>ES256</c>, <c>RS256</c> or <c>PS256</c>.
    /// </summary>
    [AllowedValues("ES256", "RS256", "PS256")]
    public string Algorithm { get; set; } = "ES256";
}
