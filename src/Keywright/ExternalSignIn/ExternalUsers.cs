using Keywright.Audit;
using Keywright.Database;
using Keywright.External;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security;
using Keywright.SignUp;
using Keywright.Users;

namespace Keywright.ExternalSignIn;

/// <summary>
/// Makes a user of an identity that nobody has. It is never linked to a user that there is, whatever the address: an address at a provider
/// proves nothing about an account here, and linking begins in that account (pre-hijacking, both ways).
/// </summary>
internal sealed class ExternalUsers(
    AddUser addUser, RegistrationOptions registration, VerificationRule verification, SendVerification send, RateLimiter limiter,
    MailedLinks links, ProviderTokens tokens, AuditLog audit)
{
    private const int LongestName = 100;

    /// <summary>The new user, or why there is none.</summary>
    public async ValueTask<(User? User, string? Refusal)> Add(Tx tx, Call call, ExternalProvider provider, ExternalIdentity identity)
    {
        if (!registration.Enabled)
        {
            return (null, "registration_closed");
        }

        if (EmailAddress.Parse(identity.Email) is not { } email)
        {
            return (null, "email_required");
        }

        // Whoever only says that an address is theirs learns no more of it than at POST /register.
        var isStranger = !identity.IsEmailVerified && verification.IsHidden;
        var mayMail = identity.IsEmailVerified || (await limiter.Take(tx, RateLimit.Mailbox, email.Normal)).Allowed;
        if (isStranger && !mayMail)
        {
            return (null, "email_unverified");
        }

        var name = ProfileText.Refuse(identity.Name, LongestName) is null && !string.IsNullOrWhiteSpace(identity.Name)
            ? identity.Name.Trim()
            : null;
        var wanted = new NewUser(email, null) { Name = name, EmailVerifiedAt = identity.IsEmailVerified ? tx.Now : null };
        if (await addUser.Add(tx, call.Origin(), wanted, byThemselves: true) is not { } user)
        {
            return (null, isStranger ? await TellOwner(tx, email) : "account_exists");
        }

        var id = tx.NewId<ExternalAccountId>();
        _ = await ExternalAccountStore.Add(tx, id, user.Id, provider.Name, identity, tokens.Seal(id, identity.Tokens));
        await audit.Add(tx, call.Origin().By(user.Id), ExternalEvents.Linked(user.Id, id, provider.Name));
        if (!identity.IsEmailVerified && mayMail)
        {
            await send.Run(tx, user);
        }

        return (user, null);
    }

    private async ValueTask<string> TellOwner(Tx tx, EmailAddress email)
    {
        var owner = await UserStore.FindByEmail(tx, email.Normal);
        await send.Run(tx, owner, owner is { Email: { } to } ? AccountLetters.RegisteredAlready(links, owner.Id, to) : null);
        return "email_unverified";
    }
}
