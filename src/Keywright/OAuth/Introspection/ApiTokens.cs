using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.OAuth.Introspection;

/// <summary>
/// OAuth access tokens at our own API: those only that are for this server, of a user, and whose scope names a right of administration
/// (<c>keywright:…</c>). They do what the scope says and the user may; a token that is bound to a key is not taken as a bearer token.
/// </summary>
internal sealed class ApiTokens(AccessTokens tokens, KeywrightDatabase database, OAuthSettings settings) : IAccessTokens
{
    public async ValueTask<Credential?> Find(string text, CancellationToken ct)
    {
        if (await tokens.Find(text, ct) is not { UserId: { } id, KeyThumbprint: null } token
            || !token.Audience.Contains(settings.Issuer, StringComparer.Ordinal))
        {
            return null;
        }

        var abilities = token.Scopes.Where(Scopes.IsOfKeywright).ToList();
        if (abilities.Count == 0)
        {
            return null;
        }

        var (user, roles) = await database.Read(
            async tx => await UserStore.Find(tx, id) is { } found
                ? (found, await RoleStore.Held(tx, found, token.IsByPasskey))
                : (null, HeldRoles.None),
            ct);
        return user is null ? null : new Credential(CallerKind.AccessToken, id, user.Status)
        {
            TokenId = new PersonalTokenId(token.TokenId),
            ExpiresAt = token.ExpiresAt,
            Abilities = abilities,
            Roles = roles,
            Permissions = roles.Permissions,
            Email = user.Email,
            Name = user.Name,
        };
    }
}
