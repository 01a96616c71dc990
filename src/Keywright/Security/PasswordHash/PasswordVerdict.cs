namespace Keywright.Security.PasswordHash;

internal enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, and hashed with other parameters than today's: hash it again while the password is at hand.</summary>
    RightButOutdated,
}
