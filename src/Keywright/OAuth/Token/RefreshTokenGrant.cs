using Keywright.Audit;
using Keywright.Database;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Grants;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.OAuth.Token;

/// <summary>
/// grant_type=refresh_token (RFC 6749 §6). The token is replaced at each use; one of the past ends the grant (RFC 9700 §4.14.2), by the
/// rule of session refresh tokens.
/// </summary>
internal sealed class RefreshTokenGrant(
    KeywrightDatabase database, RefreshTokens tokens, IssueAccess access, IssueRefresh refresh, Scopes scopes, Resources resources,
    OAuthOptions options, Revocations revocations, AuditLog audit) : IGrantType
{
    public string Name => GrantTypes.RefreshToken;

    public async ValueTask<TokenResult> Redeem(TokenRequest request)
    {
        if (RefreshToken.Parse(request.Form["refresh_token"], TokenKind.OAuthRefresh) is not { } presented)
        {
            return Unknown();
        }

        return Scopes.Parse(request.Form["scope"]) is { } asked
            ? await database.Write(tx => Redeem(tx, request, presented, asked), request.Ct)
            : OAuthError.InvalidScope("scope is malformed (RFC 6749 §3.3).");
    }

    private async ValueTask<TokenResult> Redeem(Tx tx, TokenRequest request, RefreshToken presented, IReadOnlyList<string> asked)
    {
        // RFC 9700 §4.14.2: bound to the client, and a public client's to its key. Refused before anything is rotated or revoked.
        if (await OAuthGrantStore.FindLive(tx, new GrantId(presented.Family)) is not { } grant || grant.ClientId != request.Client.Id
            || !await MayGoOn(tx, request.Client, grant))
        {
            return Unknown();
        }

        if (Refuse(request, grant, asked) is { } refusal)
        {
            return refusal;
        }

        var (audience, badTarget) = resources.Narrow(request.Client, grant.Resources, request.Form.Every("resource"));
        if (audience is null)
        {
            return badTarget!;
        }

        if (await Next(tx, request, presented, grant) is not { } successor || await UserStore.Find(tx, grant.UserId) is not { } user)
        {
            return Unknown();
        }

        var plan = new AccessPlan(request.Client, asked.Count > 0 ? asked : grant.Scopes, audience)
        {
            Grant = grant,
            User = user,
            Actor = grant.Actor,
            KeyThumbprint = request.KeyThumbprint,
        };
        return await access.Issue(tx, plan) with { RefreshToken = successor };
    }

    // A client that may not go on without the user any more goes on with them.
    private async ValueTask<bool> MayGoOn(Tx tx, OAuthClient client, Grant grant) =>
        !grant.IsOffline || scopes.Refuse(client, [Scopes.OfflineAccess]) is null
        || (grant.SessionId is { } session && await UserStore.FindBySession(tx, session) is not null);

    private OAuthError? Refuse(TokenRequest request, Grant grant, IReadOnlyList<string> asked) =>
        grant.KeyThumbprint is not null && grant.KeyThumbprint != request.KeyThumbprint
            ? OAuthError.InvalidGrant("The refresh token is bound to another key (RFC 9449 §5).")
        // RFC 6749 §6: "MUST NOT include any scope not originally granted".
        : asked.FirstOrDefault(scope => !grant.Scopes.Contains(scope, StringComparer.Ordinal)) is { } more
            ? OAuthError.InvalidScope($"The scope {more} was not granted (RFC 6749 §6).")
        : scopes.Refuse(request.Client, asked);

    /// <summary>The refresh token that takes the place of the presented one, or null when it is refused.</summary>
    private async ValueTask<string?> Next(Tx tx, TokenRequest request, RefreshToken presented, Grant grant)
    {
        var next = tokens.New(grant.Id, presented.Generation + 1);
        var sealedNext = tokens.Seal(presented, next.Reveal());
        if (await OAuthGrantStore.Rotate(
            tx, grant.Id, presented.Hash, next.Hash, sealedNext, refresh.ExpiryOf(request.Client, tx.Now)))
        {
            await audit.Add(tx, request.Call.Origin().By(grant.UserId), OAuthEvents.Refreshed(request.Client, grant));
            return next.Reveal();
        }

        // Another request was first, or the token is of the past: look again, as it is now.
        if (await OAuthGrantStore.FindLive(tx, grant.Id) is not { } state)
        {
            return null;
        }

        switch (state.Family.Judge(tokens, presented, tx.Now, options.RefreshGrace))
        {
            case StaleToken.Repeated:
                return tokens.Open(presented, state.Family.Successor!);
            case StaleToken.Reused when await OAuthGrantStore.End(tx, revocations, grant.Id, RevokedBy.Security):
                await audit.Add(tx, request.Call.Origin(), OAuthEvents.RefreshReused(request.Client, grant));
                return null;
            default:
                return null;
        }
    }

    // One answer for malformed, unknown, expired, revoked, used and another client's.
    private static OAuthError Unknown() => OAuthError.InvalidGrant("The refresh token does not work any more (RFC 6749 §5.2).");
}
