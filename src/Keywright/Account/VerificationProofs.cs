using Keywright.Http;
using Keywright.Letters;
using Keywright.Passwords;
using Keywright.Security.PasswordHash;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>
/// Why a link may be used: by a session of its user (neither member), by the password that <paramref name="PasswordHash"/> proved, or by
/// taking the account over with a new one.
/// </summary>
internal sealed record VerificationProof(string? PasswordHash, string? NewHash);

/// <summary>Finds out whether whoever opens a verification link is the one who asked for it.</summary>
internal sealed class VerificationProofs(CurrentPassword current, PasswordPolicy policy, PasswordHasher hasher)
{
    /// <summary>Whether there is anything left for a link to do: an address once proven can't be taken over by it.</summary>
    public static bool Fits(EmailVerification link, User user) =>
        user.Status != UserStatus.Deleted && (link.Purpose == VerificationPurpose.Change || user.EmailVerifiedAt is null);

    public async Task<(VerificationProof? Proof, IResult? Refusal)> Find(
        Call call, EmailVerification link, User user, VerifyEmail.Request request)
    {
        if (call.CallerOrNull is { IsFirstParty: true } caller && caller.UserId == user.Id)
        {
            return (new(null, null), null);
        }

        if (request.Password is { } password)
        {
            var (proven, refusal) = await current.CheckMailed(call, user.Id, password);
            if (proven is not null || refusal is not null)
            {
                return (proven is null ? null : new(proven, null), refusal);
            }
        }

        // Only a first address: with a change that was sent to a wrong mailbox, its owner would get the account of somebody else.
        if (link.Purpose == VerificationPurpose.Change || request.NewPassword is null)
        {
            return (null, Problems.Of(ProblemCode.ProofRequired, link.Purpose == VerificationPurpose.Change
                ? "Sign in to the account first, or send its password."
                : "Send the password of this account, or new_password to make the account yours alone."));
        }

        return policy.Refuse(request.NewPassword, user.Email, user.Username, user.Name) is { } reason
            ? (null, Problems.Invalid("new_password", reason))
            : (new(null, await hasher.Hash(request.NewPassword, call.Ct)), null);
    }
}
