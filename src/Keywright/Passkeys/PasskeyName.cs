using Keywright.Users;

namespace Keywright.Passkeys;

internal static class PasskeyName
{
    private const int Longest = 100;

    /// <summary>Why the name is not accepted, or null.</summary>
    public static string? Refuse(string? name) =>
        string.IsNullOrWhiteSpace(name) ? "Give it a name." : ProfileText.Refuse(name, Longest);
}
