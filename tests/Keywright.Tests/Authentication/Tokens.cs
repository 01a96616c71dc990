using Keywright.Security.Tokens;

namespace Keywright.Tests.Authentication;

/// <summary>Well-formed tokens that nobody was given.</summary>
internal static class Tokens
{
    public static string Personal() => SecretToken.New(TokenKind.PersonalAccess).Reveal();
}
