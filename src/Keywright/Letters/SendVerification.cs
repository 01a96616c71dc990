using Keywright.Database;
using Keywright.Email;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Users;

namespace Keywright.Letters;

/// <summary>Mails the link that proves the address of a user.</summary>
internal sealed class SendVerification(Outbox outbox, MailedLinks links, EmailOptions options)
{
    private static readonly EmailAddress NoAddress = new("nobody@localhost", "nobody@localhost");

    /// <summary>
    /// To nobody, at the same cost, where there is no user or nothing left to prove. An earlier link stops working.
    /// </summary>
    /// <param name="otherwise">What is mailed instead where there is nothing to prove.</param>
    public async ValueTask Run(Tx tx, User? user, Letter? otherwise = null)
    {
        var token = SecretToken.New(TokenKind.EmailVerification);
        var lifetime = options.VerificationLifetime;
        var email = user is { EmailVerifiedAt: null } ? EmailAddress.Parse(user.Email) : null;
        var id = email is null ? UserId.Nobody : user!.Id;
        _ = await EmailVerificationStore.Replace(tx, token, id, VerificationPurpose.Verify, email ?? NoAddress, lifetime);
        await outbox.Add(tx, email is null
            ? otherwise ?? AccountLetters.Nobody("verify_email", links, token, lifetime)
            : AccountLetters.Verify(links, id, email.Text, token, lifetime));
    }

    /// <summary>
    /// Mails the link that makes <paramref name="email"/> the user's address; a change that was pending is forgotten. When somebody else
    /// has it already, to nobody: only its owner may know that.
    /// </summary>
    public async ValueTask Change(Tx tx, User user, EmailAddress email)
    {
        var token = SecretToken.New(TokenKind.EmailVerification);
        var lifetime = options.VerificationLifetime;
        var isTaken = await UserStore.FindByEmail(tx, email.Normal) is { } owner && owner.Id != user.Id;
        _ = await EmailVerificationStore.Replace(tx, token, user.Id, VerificationPurpose.Change, email, lifetime);
        await outbox.Add(tx, isTaken
            ? AccountLetters.Nobody("change_email", links, token, lifetime)
            : AccountLetters.VerifyChange(links, user.Id, email.Text, token, lifetime));
    }
}
