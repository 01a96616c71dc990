using System.Text.Json;
using Keywright.OAuth.Clients;
using Keywright.Security.Jose;
using Keywright.SigningKeys;

namespace Keywright.OAuth;

/// <summary>
/// An ID token that a client sends back to say whom it means (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2). It may have expired;
/// it must be ours, and the client's.
/// </summary>
internal sealed class IdTokenHints(TokenSigner signer, OAuthSettings settings)
{
    public async ValueTask<(string? Subject, OAuthError? Refusal)> Read(OAuthClient client, string? hint, CancellationToken ct) =>
        hint is null ? (null, null)
        : await Verify(hint, ct) is { } claims && claims.Text("aud") == client.ClientId ? (claims.Text("sub"), null)
        : (null, OAuthError.InvalidRequest(
            "id_token_hint is not an ID token of this server for this client (OpenID Connect Core §3.1.2.1)."));

    /// <summary>What an ID token of ours says, or null.</summary>
    public async ValueTask<JsonElement?> Verify(string hint, CancellationToken ct) =>
        SignedToken.Parse(hint) is { Type: "jwt" } token && token.Verify(await signer.Verifying(ct)) is { } claims
        && claims.Text("iss") == settings.Issuer
            ? claims
            : null;
}
