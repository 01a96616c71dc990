using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.External;

/// <summary>Links a proven identity to the user whose session began it. Nothing else ever links to a user that there is.</summary>
internal sealed class LinkAccount(ProviderTokens tokens, Notices notices, AuditLog audit)
{
    private const int MaxPerUser = 20;

    /// <summary>Why it is not linked, or null.</summary>
    public async ValueTask<string?> Run(Tx tx, Call call, ExternalAttempt attempt, ExternalIdentity identity)
    {
        var user = new UserId(attempt.LinkUser!.Value);
        var own = call.Origin().By(user);

        // A session that was ended meanwhile asks for nothing any more; nor does a user who was erased.
        await UserStore.Hold(tx, user);
        var session = await SessionStore.Find(tx, user, new SessionId(attempt.LinkSession!.Value));
        var refusal = session is null || !IsLive(tx, session) || await UserStore.Find(tx, user) is not { Status: UserStatus.Active }
            ? "session_ended"
            : await Add(tx, own, user, attempt.Provider, identity);
        if (refusal is not null)
        {
            await audit.Add(tx, own, ExternalEvents.Failed(user, attempt.Provider, refusal));
            return refusal;
        }

        await notices.SecondFactorChanged(tx, user, "An account at another site can sign in to it now.", call.Address);
        return null;
    }

    private static bool IsLive(Tx tx, Session session) =>
        session is { Status: "active", RevokedAt: null } && session.ExpiresAt > tx.Now;

    private async ValueTask<string?> Add(Tx tx, AuditOrigin origin, UserId user, string provider, ExternalIdentity identity)
    {
        if (await ExternalAccountStore.Hold(tx, identity) is { } linked)
        {
            return linked.UserId == user ? "already_linked" : "linked_elsewhere";
        }

        if ((await ExternalAccountStore.List(tx, user)).Count >= MaxPerUser)
        {
            return "too_many_accounts";
        }

        var id = tx.NewId<ExternalAccountId>();
        if (!await ExternalAccountStore.Add(tx, id, user, provider, identity, tokens.Seal(id, identity.Tokens)))
        {
            return "linked_elsewhere";
        }

        await audit.Add(tx, origin, ExternalEvents.Linked(user, id, provider));
        return null;
    }
}
