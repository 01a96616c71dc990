using Keywright.Email;
using Keywright.Security;
using Keywright.Security.Tokens;

namespace Keywright.Letters;

/// <summary>
/// Letters with a link. They hold no word that the one who asked for them chose, such as a name: anybody can have one sent to any mailbox.
/// </summary>
internal static class AccountLetters
{
    public static Letter Verify(MailedLinks links, UserId user, string to, SecretToken token, TimeSpan lifetime) => new(
        "verify_email", to, "Confirm your email address",
        [
            $"Please confirm that this is the email address of your account at {links.Site}.",
            $"The link works once, for {Spoken.Duration(lifetime)}.",
        ])
    {
        User = user,
        Link = new("Confirm email address", links.Verify(token)),
        Footnote = $"If you did not create an account at {links.Site}, ignore this mail: without you the address will not be confirmed.",
        UsefulFor = lifetime,
    };

    public static Letter VerifyChange(MailedLinks links, UserId user, string to, SecretToken token, TimeSpan lifetime) => new(
        "change_email", to, "Confirm your new email address",
        [
            $"Somebody asked to use this email address for an account at {links.Site}.",
            $"If it was you, confirm it while you are signed in. The link works once, for {Spoken.Duration(lifetime)}.",
        ])
    {
        User = user,
        Link = new("Confirm new address", links.Verify(token)),
        Footnote = "If it was not you, ignore this mail: nothing will change.",
        UsefulFor = lifetime,
    };

    public static Letter Reset(MailedLinks links, UserId user, string to, SecretToken token, TimeSpan lifetime) => new(
        "reset_password", to, "Choose a new password",
        [
            $"Somebody asked for a new password for the account at {links.Site} with this email address.",
            $"If it was you, choose one now. The link works once, for {Spoken.Duration(lifetime)}; then you are signed out everywhere.",
        ])
    {
        User = user,
        Link = new("Choose a new password", links.Reset(token)),
        Footnote = "If it was not you, ignore this mail: your password stays as it is.",
        UsefulFor = lifetime,
    };

    public static Letter RegisteredAlready(MailedLinks links, UserId user, string to) => new(
        "registered_already", to, "You have an account already",
        [
            $"Somebody tried to create an account at {links.Site} with this email address. There is one already, and nothing was changed.",
            "If it was you, sign in. If you don't know your password any more, choose a new one on the page of the sign-in.",
        ])
    {
        User = user,
        Link = new("Sign in", links.SignIn),
        Footnote = "If it was not you, there is nothing that you must do: without your password nobody gets in.",
    };

    /// <summary>As long as a real one, for a mailbox that nobody has.</summary>
    public static Letter Nobody(string kind, MailedLinks links, SecretToken token, TimeSpan lifetime) =>
        Reset(links, UserId.Nobody, "nobody@localhost", token, lifetime) with { Kind = kind, User = null, IsForNobody = true };
}
