using Keywright.Audit;
using Keywright.Database;
using Keywright.Letters;
using Keywright.Passwords;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>What administrators do about a user's address, in the caller's unit of work.</summary>
internal sealed class UserMail(SendPasswordReset reset, SendVerification verification, Notices notices, Revocations revocations)
{
    /// <summary>Takes the address for proven: links that would prove it stop working. Null when there is no such user.</summary>
    public async ValueTask<User?> Verify(Tx tx, UserId id)
    {
        var user = await UserStore.VerifyEmail(tx, id, null);
        if (user is not null)
        {
            await EmailVerificationStore.Drop(tx, id, VerificationPurpose.Verify);
            await revocations.Add(tx, Subject.Of(id));
        }

        return user;
    }

    /// <summary>Mails a reset link. Null when there is no such user.</summary>
    public async ValueTask<User?> SendPasswordReset(Tx tx, AuditOrigin origin, UserId id)
    {
        if (await UserStore.Find(tx, id) is not { Status: not UserStatus.Deleted } user)
        {
            return null;
        }

        await reset.Run(tx, origin, user);
        return user;
    }

    /// <summary>Mails the link that proves the address; nothing where it is proven. Null when there is no such user.</summary>
    public async ValueTask<User?> SendVerification(Tx tx, UserId id)
    {
        if (await UserStore.Find(tx, id) is not { Status: not UserStatus.Deleted } user)
        {
            return null;
        }

        await verification.Run(tx, user);
        return user;
    }

    public ValueTask PasswordChanged(Tx tx, User user) => notices.PasswordChanged(tx, user, new NoticeOrigin(null));
}
