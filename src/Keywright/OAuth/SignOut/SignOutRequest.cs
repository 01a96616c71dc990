using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Clients;
using Keywright.Security.Jose;

namespace Keywright.OAuth.SignOut;

/// <summary>What a client asks for when it signs its user out (OpenID Connect RP-Initiated Logout §2), checked.</summary>
/// <param name="Client">Who asks, as far as it says.</param>
/// <param name="ReturnTo">Where the browser goes afterwards: an address that the client registered, with its <c>state</c>, or null.</param>
/// <param name="IsProven">Whether the ID token that came along belongs to the very session that is to end: then nobody need be
/// asked.</param>
internal sealed record SignOutRequest(OAuthClient? Client, string? ReturnTo, bool IsProven);

/// <summary>Reads such requests.</summary>
internal sealed class ReadSignOut(ClientDirectory clients, IdTokenHints hints, Sectors sectors, KeywrightDatabase database)
{
    /// <summary>The request, or why it is refused: an address that is not registered is never gone to.</summary>
    public async ValueTask<(SignOutRequest? Request, OAuthError? Refusal)> Read(Call call, Parameters parameters)
    {
        if (parameters.Repeated() is { } twice)
        {
            return (null, OAuthError.InvalidRequest($"{twice} comes more than once (RP-Initiated Logout §2)."));
        }

        var hint = parameters["id_token_hint"] is { } text ? await hints.Verify(text, call.Ct) : null;
        if (hint is null && parameters["id_token_hint"] is not null)
        {
            return (null, OAuthError.InvalidRequest("id_token_hint is not an ID token of this server (RP-Initiated Logout §2)."));
        }

        var (clientId, audience) = (parameters["client_id"], hint?.Text("aud"));
        if (clientId is not null && audience is not null && clientId != audience)
        {
            // RP-Initiated Logout §2: "the OP MUST verify that the Client Identifier matches".
            return (null, OAuthError.InvalidRequest("client_id is not the one that id_token_hint was issued to."));
        }

        var client = await clients.Find(clientId ?? audience, call.Address, call.Ct);
        var back = parameters["post_logout_redirect_uri"];
        if (back is not null && client?.PostLogoutRedirectUris.Contains(back, StringComparer.Ordinal) != true)
        {
            return (null, OAuthError.InvalidRequest(
                "post_logout_redirect_uri is not registered with the client, or the client is not known (RP-Initiated Logout §2)."));
        }

        var isProven = hint is { } claims && client is not null && await IsOfSession(call, client, claims);
        return (new SignOutRequest(client, back is null ? null : WithState(back, parameters["state"]), isProven), null);
    }

    private async ValueTask<bool> IsOfSession(Call call, OAuthClient client, System.Text.Json.JsonElement claims)
    {
        var by = await database.Read(tx => SignedInSession.Find(tx, call.CallerOrNull), call.Ct);
        return by is not null && claims.Text("sid") == SessionName.Of(by.SessionId, client.Id)
            && claims.Text("sub") == await sectors.SubjectOf(client, by.User.Id, call.Ct);
    }

    private static string WithState(string address, string? state) => state is null ? address
        : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}state={Uri.EscapeDataString(state)}";
}
