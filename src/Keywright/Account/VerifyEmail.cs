using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Roles;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>
/// POST /email/verify: the link says who owns the mailbox; a session or the password says that it was they who registered it. Where neither
/// does, somebody else may have, and waits: then a new password takes the account over and ends whatever was there before (pre-hijacking).
/// </summary>
internal sealed class VerifyEmail(
    KeywrightDatabase database, VerificationProofs proofs, EndAccess endAccess, Revocations revocations, Notices notices, AuditLog audit)
    : IUseCase<VerifyEmail.Request>
{
    public sealed record Request(string? Token, string? Password, string? NewPassword);

    public async Task<IResult> Handle(Request request, Call call)
    {
        // A look first, so that a guessed link costs no hash. It is Use that decides.
        if (SecretToken.Parse(TokenKind.EmailVerification, request.Token) is not { } token
            || await database.Read(tx => Find(tx, token), call.Ct) is not { User: not null } found)
        {
            return DeadLink();
        }

        var (proof, refusal) = await proofs.Find(call, found.Link!, found.User, request);
        return proof is null ? refusal! : await database.Write(tx => Verify(tx, call, token, proof), call.Ct);
    }

    private static ProblemResult DeadLink() => Problems.Invalid("token", "This link does not work any more. Ask for a new one.");

    private static async ValueTask<(EmailVerification? Link, User? User)> Find(Tx tx, SecretToken token)
    {
        var link = await EmailVerificationStore.FindLive(tx, token);
        var user = link is null ? null : await UserStore.Find(tx, link.UserId);
        return (link, link is not null && user is not null && VerificationProofs.Fits(link, user) ? user : null);
    }

    private async ValueTask<IResult> Verify(Tx tx, Call call, SecretToken token, VerificationProof proof)
    {
        var (link, before) = await Find(tx, token);
        if (link is null || before is null || (proof.PasswordHash is { } proven && before.PasswordHash != proven))
        {
            return DeadLink();
        }

        // Before the link is burned: nothing is lost when the address is another's by now.
        await (link.Purpose == VerificationPurpose.Change ? UserStore.QueueFor(tx, link.Email) : ValueTask.CompletedTask);
        if (link.Purpose == VerificationPurpose.Change
            && await UserStore.FindByEmail(tx, link.Email.Normal) is { } owner && owner.Id != before.Id)
        {
            return Taken();
        }

        if (await EmailVerificationStore.Use(tx, token) is null)
        {
            return DeadLink();
        }

        var user = link.Purpose == VerificationPurpose.Change
            ? await Change(tx, call, before, link.Email)
            : await Confirm(tx, before, link.Email, proof);
        if (user is null)
        {
            return link.Purpose == VerificationPurpose.Change ? Taken() : DeadLink();
        }

        await revocations.Add(tx, Subject.Of(user.Id));
        await audit.Add(tx, call.Origin().By(user.Id), Event(link.Purpose, proof, user));
        return Answers.Ok(UserView.Of(user, await RoleStore.Held(tx, user, call.CallerOrNull?.ByPasskey ?? false)));
    }

    private static ProblemResult Taken() => Problems.Of(
        ProblemCode.EmailTaken, "Another account has this address by now. Yours keeps the one that it has.");

    private async ValueTask<User?> Change(Tx tx, Call call, User before, EmailAddress email)
    {
        if (await UserStore.ChangeEmail(tx, before.Id, email) is not { } user)
        {
            return null;
        }

        // What was mailed to the old address must not open the account any more.
        await PasswordResetStore.Drop(tx, user.Id);
        await EmailVerificationStore.Drop(tx, user.Id, VerificationPurpose.Verify);
        await notices.EmailChanged(tx, before, new NoticeOrigin(call.Address));
        return user;
    }

    private async ValueTask<User?> Confirm(Tx tx, User before, EmailAddress email, VerificationProof proof)
    {
        if (proof.NewHash is { } hash)
        {
            await endAccess.DropCredentials(tx, before.Id);
            _ = await UserStore.SetPassword(tx, before.Id, hash);
        }

        return await UserStore.VerifyEmail(tx, before.Id, email.Normal);
    }

    private static AuditEvent Event(VerificationPurpose purpose, VerificationProof proof, User user) =>
        purpose == VerificationPurpose.Change
            ? new("email_changed", AuditCategory.Security, "Change the address") { UserId = user.Id, Severity = AuditSeverity.Warning }
        : proof.NewHash is not null
            ? new("account_taken_over", AuditCategory.Security, "Take an account over by its mailbox")
            {
                UserId = user.Id,
                Severity = AuditSeverity.Warning,
            }
        : new("email_verified", AuditCategory.Account, "Verify the address") { UserId = user.Id };
}
