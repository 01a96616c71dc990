using System.ComponentModel.DataAnnotations;

namespace Keywright.Security.PasswordHash;

/// <summary>How passwords are accepted, hashed and reset. Section <c>Passwords</c>.</summary>
public sealed class PasswordOptions
{
    /// <summary>The profile of NIST SP 800-63B-4: at least 15 characters, since the password may stand alone (§3.1.1.2).</summary>
    public const string Nist = "nist-800-63b-4";

    /// <summary>The profile that adds nothing.</summary>
    public const string Standard = "default";

    /// <summary>The shortest password accepted, in characters. There are no rules about which characters.</summary>
    [Range(8, 64)]
    public int MinLength { get; set; } = 8;

    /// <summary>
    /// The lowest strength accepted on zxcvbn's scale: 0 below 10^3 guesses, 1 below 10^6, 2 below 10^8, 3 below 10^10, 4 above.
    /// Common passwords are refused whatever it says.
    /// </summary>
    [Range(0, 4)]
    public int MinScore { get; set; } = 2;

    /// <summary>
    /// Rules of a standard on top of these: <c>nist-800-63b-4</c> asks for 15 characters, since the password may stand alone;
    /// <c>default</c> asks for nothing more.
    /// </summary>
    [AllowedValues(Standard, Nist)]
    public string Profile { get; set; } = Standard;

    /// <summary>
    /// Words that belong to this site (products, places, people) and count against a password that holds them. The name of the host in
    /// <c>PublicUrl</c> always does.
    /// </summary>
    public IList<string> ContextWords { get; } = [];

    /// <summary>
    /// A file of passwords that are refused besides the common ones: one a line, whatever its case, read at the start into eight bytes
    /// each. Or the SHA-1 list of Have I Been Pwned (lines <c>HASH:count</c>, sorted), searched where it lies and replaceable at any time.
    /// </summary>
    public string? RefusedFile { get; set; }

    /// <summary>
    /// Memory of one Argon2id hash in KiB. OWASP Password Storage: 19 MiB with 2 iterations and 1 lane. Older hashes are renewed
    /// at sign-in.
    /// </summary>
    [Range(7 * 1024, 1024 * 1024)]
    public int Memory { get; set; } = 19 * 1024;

    /// <summary>How long a mailed reset link works.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan ResetLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Passes over that memory.</summary>
    [Range(1, 10)]
    public int Iterations { get; set; } = 2;

    /// <summary>How many sign-ins may wait for a core to hash on. Further ones are told to come back (503).</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; set; } = 1_000;
}
