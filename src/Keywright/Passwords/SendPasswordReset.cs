using Keywright.Audit;
using Keywright.Database;
using Keywright.Email;
using Keywright.Letters;
using Keywright.Security;
using Keywright.Security.PasswordHash;
using Keywright.Security.Tokens;
using Keywright.Users;

namespace Keywright.Passwords;

/// <summary>
/// Mails a reset link to the address that the user has, whatever form of it was typed. An earlier link stops working. For nobody it
/// costs the same, and the mail is thrown away at delivery.
/// </summary>
internal sealed class SendPasswordReset(Outbox outbox, MailedLinks links, PasswordOptions options, AuditLog audit)
{
    public async ValueTask Run(Tx tx, AuditOrigin origin, User? user)
    {
        var token = SecretToken.New(TokenKind.PasswordReset);
        var to = user is { Status: not UserStatus.Deleted } ? user.Email : null;
        var id = to is null ? UserId.Nobody : user!.Id;
        _ = await PasswordResetStore.Replace(tx, token, id, options.ResetLifetime);
        await outbox.Add(tx, to is null
            ? AccountLetters.Nobody("reset_password", links, token, options.ResetLifetime)
            : AccountLetters.Reset(links, id, to, token, options.ResetLifetime));
        await audit.Add(tx, origin, new AuditEvent("password_reset_requested", AuditCategory.Security, "Ask for a password reset")
        {
            UserId = to is null ? null : id,
            ResultCode = to is null ? "not_found" : null,
        });
    }
}
