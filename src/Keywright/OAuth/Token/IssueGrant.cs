using Keywright.Audit;
using Keywright.Database;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Logout;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.OAuth.Token;

/// <summary>
/// Makes a grant of what a user allowed, with its first tokens. The user must still be signed in: who signs out takes back what no client
/// has fetched yet.
/// </summary>
internal sealed class IssueGrant(IssueAccess access, IssueRefresh refresh, Resources resources, AuditLog audit)
{
    /// <param name="nonce">OpenID Connect Core §2: of the authorization request.</param>
    public async ValueTask<TokenResult> Run(
        Tx tx, TokenRequest request, GrantId id, string grantType, Allowance allowed, string? nonce = null)
    {
        if (await WhoAllowed(tx, allowed) is not { } user)
        {
            return OAuthError.InvalidGrant("The user has signed out, or may not sign in any more (RFC 6749 §5.2).");
        }

        var (audience, badTarget) = resources.Narrow(request.Client, allowed.Resources, request.Form.Every("resource"));
        return audience is null
            ? badTarget!
            : await Issue(tx, request, Grant(tx, request, id, grantType, allowed), user, audience) with { Nonce = nonce };
    }

    private static async ValueTask<User?> WhoAllowed(Tx tx, Allowance allowed) =>
        await UserStore.FindBySession(tx, allowed.SessionId, hold: true) is { User: var user } && user.Id == allowed.UserId ? user : null;

    private Grant Grant(Tx tx, TokenRequest request, GrantId id, string grantType, Allowance allowed) => new(
        id, request.Client.Id, allowed.UserId, grantType)
    {
        SessionId = allowed.SessionId,
        Scopes = allowed.Scopes,
        Resources = allowed.Resources,
        AuthTime = allowed.AuthTime,
        Acr = allowed.Acr,
        Amr = allowed.Amr,

        // RFC 9449 §5: the refresh token of a public client is bound to its key; the others prove who they are anyway.
        KeyThumbprint = request.Client.IsPublic ? request.KeyThumbprint : null,
        ExpiresAt = refresh.ExpiryOf(request.Client, tx.Now),
        AbsoluteExpiresAt = refresh.AbsoluteExpiryOf(request.Client, tx.Now),
    };

    private async ValueTask<Granted> Issue(Tx tx, TokenRequest request, Grant grant, User user, IReadOnlyList<string> audience)
    {
        var first = refresh.First(request.Client, grant);
        await OAuthGrantStore.Add(tx, grant, first?.Hash);
        if (request.Client.BackchannelLogoutUri is not null)
        {
            await OAuthLogoutStore.Expect(tx, grant);
        }

        await audit.Add(tx, request.Call.Origin().By(user.Id), OAuthEvents.Issued(request.Client, grant));
        var plan = new AccessPlan(request.Client, grant.Scopes, audience)
        {
            Grant = grant,
            User = user,
            KeyThumbprint = request.KeyThumbprint,
        };
        return await access.Issue(tx, plan) with { RefreshToken = first?.Reveal() };
    }
}
