using Keywright.Email;
using Keywright.Security;

namespace Keywright.Letters;

/// <summary>Letters that tell an owner what happened to their account.</summary>
internal static class NoticeLetters
{
    private const string WasItYou =
        "If it was you, there is nothing to do. If not, somebody else can get into your account: choose a new password at once.";

    public static Letter NewDevice(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "new_device", to, "New sign-in to your account",
        [$"Your account at {links.Site} was signed in to from a device that was not seen before."])
    {
        User = user,
        Facts = facts,
        Link = new("It was not me: new password", links.Forgot),
        Footnote = WasItYou,
    };

    public static Letter UnusualSignIn(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "unusual_sign_in", to, "Unusual sign-in to your account",
        [$"Your account at {links.Site} was signed in to in a way that is unlike your other sign-ins."])
    {
        User = user,
        Facts = facts,
        Link = new("It was not me: new password", links.Forgot),
        Footnote = WasItYou,
    };

    public static Letter SignInRefused(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "sign_in_refused", to, "A sign-in to your account was refused",
        [
            $"Somebody used the right password for your account at {links.Site}, in a way so unlike your other sign-ins that they were not "
            + "let in.",
            "If it was you, choose a new password with the button below, and sign in where you do that.",
        ])
    {
        User = user,
        Facts = facts,
        Link = new("Choose a new password", links.Forgot),
        Footnote = "If it was not you, somebody knows your password: choose a new one at once.",
    };

    public static Letter SignInCode(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts, TimeSpan life) => new(
        "sign_in_code", to, "Your sign-in code",
        [$"Somebody who knows your password signs in to your account at {links.Site} in an unusual way. If it is you, enter this code:"])
    {
        User = user,
        Facts = facts,
        UsefulFor = life,
        Footnote = $"It works once, for {Spoken.Duration(life)}, and only where you asked for it. Nobody of {links.Site} asks you for "
            + "it. If you are not signing in, choose a new password at once.",
    };

    public static Letter PasswordChanged(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "password_changed", to, "Your password was changed",
        [$"The password of your account at {links.Site} was changed. Other devices were signed out."])
    {
        User = user,
        Facts = facts,
        Link = new("It was not me: new password", links.Forgot),
        Footnote = WasItYou,
    };

    public static Letter EmailChangeAsked(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "email_change_asked", to, "Your email address is about to change",
        [
            $"Somebody who is signed in to your account at {links.Site} asked to use another email address for it.",
            "It changes when the new address is confirmed. A new password stops the change.",
        ])
    {
        User = user,
        Facts = facts,
        Link = new("It was not me: new password", links.Forgot),
        Footnote = WasItYou,
    };

    public static Letter EmailChanged(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "email_changed", to, "Your email address was changed",
        [$"Your account at {links.Site} has another email address now. Mail about it no longer comes to this one."])
    {
        User = user,
        Facts = facts,
        Footnote = $"If it was not you, ask those who run {links.Site} for help at once: with this address alone you can't get the account "
            + "back.",
    };

    public static Letter SecondFactor(MailedLinks links, UserId user, string to, string what, IReadOnlyList<LetterFact> facts) => new(
        "second_factor_changed", to, "Your sign-in was changed",
        [$"For your account at {links.Site}: {what}"])
    {
        User = user,
        Facts = facts,
        Link = new("It was not me: new password", links.Forgot),
        Footnote = WasItYou,
    };

    public static Letter TokenReused(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "refresh_token_reused", to, "A session of yours was ended",
        [
            $"A key of one of your sessions at {links.Site} was used twice. Somebody may have copied it, so that session was ended.",
            "Your other sessions go on. To use the device again, sign in.",
        ])
    {
        User = user,
        Facts = facts,
        Link = new("Choose a new password", links.Forgot),
        Footnote = "If you don't know why this happened, look for unwanted software on the device, and choose a new password.",
    };

    public static Letter Locked(MailedLinks links, UserId user, string to, IReadOnlyList<LetterFact> facts) => new(
        "sign_in_locked", to, "Sign-in to your account is paused",
        [
            $"Somebody tried too many wrong passwords for your account at {links.Site}, so new devices can't sign in to it for a while.",
            "Devices that you signed in with before are not affected. With a new password you can sign in anywhere at once.",
        ])
    {
        User = user,
        Facts = facts,
        Link = new("Choose a new password", links.Forgot),
        Footnote = "If your password is a good one and used nowhere else, there is nothing that you must do.",
    };

    /// <summary>As long as a real one, for an identifier that nobody has.</summary>
    public static Letter Nobody(MailedLinks links, IReadOnlyList<LetterFact> facts) =>
        Locked(links, UserId.Nobody, "nobody@localhost", facts) with { User = null, IsForNobody = true };

}
