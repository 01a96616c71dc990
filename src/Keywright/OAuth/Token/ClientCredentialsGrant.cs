using Keywright.Audit;
using Keywright.Database;

namespace Keywright.OAuth.Token;

/// <summary>grant_type=client_credentials (RFC 6749 §4.4): a client acts for itself. There is nothing to refresh (§4.4.3).</summary>
internal sealed class ClientCredentialsGrant(
    KeywrightDatabase database, Scopes scopes, Resources resources, IssueAccess access, MachineAudit audit) : IGrantType
{
    // They speak of a user, who is not there.
    private static readonly string[] OfUsers =
    [
        Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.Phone, Scopes.Address, Scopes.OfflineAccess, Scopes.Roles,
    ];

    public string Name => GrantTypes.ClientCredentials;

    public async ValueTask<TokenResult> Redeem(TokenRequest request)
    {
        if (request.Client.IsPublic)
        {
            // RFC 6749 §4.4: "MUST only be used by confidential clients".
            return OAuthError.UnauthorizedClient("A public client has no credentials of its own (RFC 6749 §4.4).");
        }

        if (Scopes.Parse(request.Form["scope"]) is not { } asked)
        {
            return OAuthError.InvalidScope("scope is malformed (RFC 6749 §3.3).");
        }

        // Left out: all that the client was registered with (RFC 6749 §3.3).
        var wanted = asked.Count > 0 ? asked : [.. request.Client.Scopes.Except(OfUsers, StringComparer.Ordinal)];
        if (wanted.FirstOrDefault(OfUsers.Contains) is { } ofUsers)
        {
            return OAuthError.InvalidScope($"{ofUsers} speaks of a user: a client that acts for itself can't have it (RFC 6749 §3.3).");
        }

        if (scopes.Refuse(request.Client, wanted) is { } refusal)
        {
            return refusal;
        }

        var (audience, badTarget) = resources.Choose(request.Client, request.Form.Every("resource"));
        if (audience is null)
        {
            return badTarget!;
        }

        var plan = new AccessPlan(request.Client, wanted, audience) { KeyThumbprint = request.KeyThumbprint };
        var granted = request.Client.AccessTokenFormat == "opaque"
            ? await database.Write(tx => access.Issue(tx, plan), request.Ct)
            // A signed token needs no row: it costs no statement.
            : access.IssueSigned(plan);
        await audit.Note(OAuthEvents.Issued(request.Client, granted), request.Call.Origin(), request.Ct);
        return granted;
    }
}
