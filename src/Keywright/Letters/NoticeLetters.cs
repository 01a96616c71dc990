using Keywright.Email;
using Keywright.Security;

namespace Keywright.Letters;

/// <summary>Letters that tell an owner what happened to their account.</summary>
internal static class NoticeLetters
{
    private const string ChooseAnother = "Choose a new password";

    public static Letter NewDevice(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "new_device", "New sign-in to your account",
        $"Your account at {links.Site} was signed in to from a device that was not seen before.");

    public static Letter UnusualSignIn(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "unusual_sign_in", "Unusual sign-in to your account",
        $"Your account at {links.Site} was signed in to in a way that is unlike your other sign-ins.");

    public static Letter SignInRefused(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "sign_in_refused", "A sign-in to your account was refused",
        $"Somebody used the right password for your account at {links.Site}, in a way so unlike your other sign-ins that they were not "
        + "let in.",
        "If it was you, choose a new password with the button below, and sign in where you do that.") with
    {
        Link = new(ChooseAnother, links.Forgot),
        Footnote = "If it was not you, somebody knows your password: choose a new one at once.",
    };

    public static Letter SignInCode(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts, TimeSpan life) => Notice(
        links, user, to, facts, "sign_in_code", "Your sign-in code",
        $"Somebody who knows your password signs in to your account at {links.Site} in an unusual way. If it is you, enter this code:") with
    {
        UsefulFor = life,
        Link = null,
        Footnote = $"It works once, for {Spoken.Duration(life)}, and only where you asked for it. Nobody of {links.Site} asks you for "
            + "it. If you are not signing in, choose a new password at once.",
    };

    public static Letter PasswordChanged(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "password_changed", "Your password was changed",
        $"The password of your account at {links.Site} was changed. Other devices were signed out.");

    public static Letter EmailChangeAsked(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "email_change_asked", "Your email address is about to change",
        $"Somebody who is signed in to your account at {links.Site} asked to use another email address for it.",
        "It changes when the new address is confirmed. A new password stops the change.");

    public static Letter EmailChanged(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "email_changed", "Your email address was changed",
        $"Your account at {links.Site} has another email address now. Mail about it no longer comes to this one.") with
    {
        Link = null,
        Footnote = $"If it was not you, ask those who run {links.Site} for help at once: with this address alone you can't get the account "
            + "back.",
    };

    public static Letter SecondFactor(MailedLinks links, UserId user, string to, string what, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "second_factor_changed", "Your sign-in was changed", $"For your account at {links.Site}: {what}");

    public static Letter TokenReused(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "refresh_token_reused", "A session of yours was ended",
        $"A key of one of your sessions at {links.Site} was used twice. Somebody may have copied it, so that session was ended.",
        "Your other sessions go on. To use the device again, sign in.") with
    {
        Link = new(ChooseAnother, links.Forgot),
        Footnote = "If you don't know why this happened, look for unwanted software on the device, and choose a new password.",
    };

    public static Letter Locked(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => Notice(
        links, user, to, facts, "sign_in_locked", "Sign-in to your account is paused",
        $"Somebody tried too many wrong passwords for your account at {links.Site}, so new devices can't sign in to it for a while.",
        "Devices that you signed in with before are not affected. With a new password you can sign in anywhere at once.") with
    {
        Link = new(ChooseAnother, links.Forgot),
        Footnote = "If your password is a good one and used nowhere else, there is nothing that you must do.",
    };

    /// <summary>As long as a real one, for an identifier that nobody has.</summary>
    public static Letter Nobody(MailedLinks links, IReadOnlyList<LetterFact> facts) =>
        Locked(links, UserId.Nobody, "nobody@localhost", facts) with { User = null, IsForNobody = true };

    /// <summary>The shape of all of them: what happened, by whom and from where, and the way out for whose account it is.</summary>
    private static Letter Notice(
        MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts, string kind, string subject,
        params IReadOnlyList<string> told) =>
        new(kind, to, subject, told)
        {
            User = user,
            Facts = facts,
            Link = new("It was not me: new password", links.Forgot),
            Footnote = "If it was you, there is nothing to do. If not, somebody else can get into your account: choose a new password "
                + "at once.",
        };
}
