using Keywright.Authentication;
using Keywright.Http;
using Keywright.Sessions;

namespace Keywright.SignIn;

/// <summary>Reads <c>mode</c> of a sign-in or registration against what the guard allows.</summary>
internal static class SessionModes
{
    public static IResult? Refuse(string? mode, CredentialSettings settings, out SessionMode chosen)
    {
        chosen = mode == "cookie" || (mode is null && settings.Guard == SessionGuard.Session) ? SessionMode.Cookie : SessionMode.Token;
        return mode is not (null or "token" or "cookie") ? Problems.Invalid("mode", "Use \"token\" or \"cookie\".")
            : chosen == SessionMode.Cookie && settings.Guard == SessionGuard.Token
                ? Problems.Invalid("mode", "This server gives out tokens only.")
            : chosen == SessionMode.Token && settings.Guard == SessionGuard.Session
                ? Problems.Invalid("mode", "This server gives out cookies only.")
            : null;
    }
}
