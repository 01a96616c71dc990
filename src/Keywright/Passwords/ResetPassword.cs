using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security.Keys;
using Keywright.Security.PasswordHash;
using Keywright.Security.Throttle;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Passwords;

/// <summary>
/// POST /password/reset: sets a new password for the holder of a mailed reset link, which works once. Every session and device of the user
/// ends (OWASP ASVS 5.0, 7.4.3), and personal access tokens unless they ask to keep them.
/// </summary>
internal sealed class ResetPassword(
    KeywrightDatabase database, PasswordPolicy policy, PasswordHasher hasher, EndAccess endAccess, IdentifierHash identifiers,
    MailedDevice mailedDevice, Notices notices, AuditLog audit) : IUseCase<ResetPassword.Request>
{
    public sealed record Request(string? Token, string? Password, string? PasswordConfirmation, bool? KeepTokens);

    public async Task<IResult> Handle(Request request, Call call)
    {
        // A look before the hash, so that a guessed link costs us none. It is Use that decides.
        if (SecretToken.Parse(TokenKind.PasswordReset, request.Token) is not { } token
            || await database.Read(tx => Owner(tx, token), call.Ct) is not { } owner)
        {
            return DeadLink();
        }

        if (policy.Refuse(request.Password, owner.Email, owner.Username, owner.Name) is { } reason)
        {
            return Problems.Invalid("password", reason);
        }

        if (request.PasswordConfirmation is { } repeated && repeated != request.Password)
        {
            return Problems.Invalid("password_confirmation", "The two passwords differ.");
        }

        var hash = await hasher.Hash(request.Password!, call.Ct);
        var device = await database.Write(tx => Reset(tx, call, token, hash, request.KeepTokens ?? false), call.Ct);
        if (device is null)
        {
            return DeadLink();
        }

        mailedDevice.Deliver(call.Http, device);
        return Answers.NoContent();
    }

    // One answer for a malformed, unknown, used and expired link: the difference helps only an attacker.
    private static ProblemResult DeadLink() => Problems.Invalid("token", "This link does not work any more. Ask for a new one.");

    private static async ValueTask<User?> Owner(Tx tx, SecretToken token) =>
        await PasswordResetStore.FindLive(tx, token) is { } reset ? await UserStore.Find(tx, reset.UserId) : null;

    /// <summary>
    /// The token of a device that the owner may sign in from, whatever others do to the shared lane; or null for a dead link.
    /// </summary>
    private async ValueTask<SecretToken?> Reset(Tx tx, Call call, SecretToken token, string hash, bool keepTokens)
    {
        if (await PasswordResetStore.Use(tx, token) is not { } reset || await UserStore.Find(tx, reset.UserId) is not { } before)
        {
            return null;
        }

        // Who opened the link owns the mailbox. Where nobody had proven that before, all that came earlier may be another's.
        if (before.EmailVerifiedAt is null)
        {
            await endAccess.DropCredentials(tx, reset.UserId);
        }
        else
        {
            await endAccess.Everywhere(tx, reset.UserId, RevokedBy.Security, keepTokens);
        }

        _ = await UserStore.SetPassword(tx, reset.UserId, hash);
        _ = await UserStore.VerifyEmail(tx, reset.UserId, reset.EmailNormal);
        _ = await LaneStore.Clear(tx, identifiers.Of(reset.EmailNormal));
        if (before.Username is { } username)
        {
            _ = await LaneStore.Clear(tx, identifiers.Of(username.ToLowerInvariant()));
        }

        await audit.Add(tx, call.Origin().By(reset.UserId), new AuditEvent("password_reset", AuditCategory.Security, "Reset the password")
        {
            UserId = reset.UserId,
            Severity = AuditSeverity.Warning,
        });
        await notices.PasswordChanged(tx, before, new NoticeOrigin(call.Address));
        return await MailedDevice.Open(tx, reset.UserId);
    }
}
