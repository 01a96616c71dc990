using Keywright.Security.Tokens;

namespace Keywright.Letters;

/// <summary>
/// The addresses that mail leads to. They come from the configuration, never from a request: a made-up Host header would send the tokens
/// of a victim's mail to its maker.
/// </summary>
internal sealed record MailedLinks(string Pages, string Site)
{
    public string Verify(SecretToken token) => $"{Pages}/verify-email?token={token.Reveal()}";

    public string Reset(SecretToken token) => $"{Pages}/reset-password?token={token.Reveal()}";

    public string SignIn => Pages + "/login";

    public string Forgot => Pages + "/forgot-password";
}
