using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Grants;

/// <summary>What a user allowed others ends where everything does that they are signed in with.</summary>
internal sealed class EndGrants(Revocations revocations) : IDelegations
{
    public async ValueTask End(Tx tx, UserId user, string by) => _ = await OAuthGrantStore.EndAll(tx, revocations, user, client: null, by);
}
