using Keywright.Audit;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>
/// POST /users/{id}/send-password-reset: mails the user a link. An administrator begins a reset and never learns a password
/// (OWASP ASVS 5.0, 6.4.6).
/// </summary>
internal sealed class SendUserPasswordReset(Administer administer, UserMail mail) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersWrite, "password_reset_sent", "Mail a password reset");

    public Task<IResult> Handle(Call call) =>
        administer.Change(call, Deed, (tx, user) => mail.SendPasswordReset(tx, call.Origin(), user.Id));
}
