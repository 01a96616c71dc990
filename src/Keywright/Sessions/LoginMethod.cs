namespace Keywright.Sessions;

/// <summary>A word of <c>sessions.login_method</c>: how the session began, <c>+</c> what answered the challenge.</summary>
internal static class LoginMethod
{
    public const string Passkey = "passkey";

    /// <summary>
    /// Whether a passkey was part of it. Ours always verify their user, so it is two factors in one.
    /// </summary>
    public static bool HasPasskey(string method) =>
        method == Passkey || method.EndsWith("+" + Passkey, StringComparison.Ordinal);
}
