using Keywright.Authentication;
using Keywright.Sessions;

namespace Keywright.SignIn;

/// <summary>Reads <c>mode</c> of a sign-in or registration against what the guard allows.</summary>
internal static class SessionModes
{
    /// <summary>Why the mode is refused, or null.</summary>
    public static string? Refuse(string? mode, CredentialSettings settings, out SessionMode chosen)
    {
        chosen = mode == "cookie" || (mode is null && settings.Guard == SessionGuard.Session) ? SessionMode.Cookie : SessionMode.Token;
        return mode is not (null or "token" or "cookie") ? "Use \"token\" or \"cookie\"."
            : chosen == SessionMode.Cookie && settings.Guard == SessionGuard.Token ? "This server gives out tokens only."
            : chosen == SessionMode.Token && settings.Guard == SessionGuard.Session ? "This server gives out cookies only."
            : null;
    }
}
