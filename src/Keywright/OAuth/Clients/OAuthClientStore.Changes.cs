using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Clients;

/// <content>What happens to a client after it was made. All of it writes a revocation: no node goes on with what it has kept.</content>
internal static partial class OAuthClientStore
{
    public static ValueTask<List<OAuthClient>> List(Tx tx, ClientId? after, int limit)
    {
        var later = after is { } id ? (Sql)$"WHERE id > {id}" : (Sql)$"";
        return tx.List($"SELECT {Columns} FROM kw.oauth_clients {later} ORDER BY id LIMIT {limit}", Read);
    }

    /// <summary>By its id in our tables, or by its client_id.</summary>
    public static ValueTask<OAuthClient?> FindByEither(Tx tx, string idOrClientId) => Guid.TryParse(idOrClientId, out var id)
        ? Find(tx, new ClientId(id))
        : FindByClientId(tx, idOrClientId);

    /// <summary>Writes what the client says of itself and what we decided; a secret stays only where one is used.</summary>
    public static async ValueTask<OAuthClient?> Change(Tx tx, Revocations revocations, OAuthClient client)
    {
        var hasSecret = Flag(client.UsesSecret);
        await revocations.Add(tx, Subject.Of(client.Id));
        return await tx.Find($"""
            UPDATE kw.oauth_clients
               SET status = {(client.IsActive ? "active" : "disabled")}, client_name = {client.Name}, client_uri = {client.Uri},
                   logo_uri = {client.LogoUri}, policy_uri = {client.PolicyUri}, tos_uri = {client.TosUri},
                   contacts = {List(client.Contacts)}, application_type = {client.ApplicationType},
                   token_endpoint_auth_method = {client.AuthMethod},
                   secret_hash = CASE WHEN {hasSecret} = 1 THEN secret_hash END,
                   previous_secret_hash = CASE WHEN {hasSecret} = 1 THEN previous_secret_hash END,
                   previous_secret_expires_at = CASE WHEN {hasSecret} = 1 THEN previous_secret_expires_at END,
                   imported_secret_hash = CASE WHEN {hasSecret} = 1 THEN imported_secret_hash END,
                   fetched_until = CASE WHEN jwks_uri IS NOT DISTINCT FROM {client.JwksUri} THEN fetched_until END,
                   fetched_at = CASE WHEN jwks_uri IS NOT DISTINCT FROM {client.JwksUri} THEN fetched_at END,
                   fetched = CASE WHEN jwks_uri IS NOT DISTINCT FROM {client.JwksUri} THEN fetched END,
                   jwks = {new Json(client.Jwks)}, jwks_uri = {client.JwksUri},
                   redirect_uris = {List(client.RedirectUris)}, post_logout_redirect_uris = {List(client.PostLogoutRedirectUris)},
                   grant_types = {List(client.GrantTypes)}, response_types = {List(client.ResponseTypes)},
                   scopes = {List(client.Scopes)}, resources = {List(client.Resources)}, subject_type = {client.SubjectType},
                   sector_identifier_uri = {client.SectorIdentifierUri}, id_token_signed_response_alg = {client.IdTokenAlgorithm},
                   access_token_format = {client.AccessTokenFormat},
                   access_token_lifetime_seconds = {Seconds(client.AccessTokenLifetime)},
                   refresh_token_lifetime_seconds = {Seconds(client.RefreshTokenLifetime)},
                   authorization_code_lifetime_seconds = {Seconds(client.CodeLifetime)},
                   default_max_age_seconds = {Seconds(client.DefaultMaxAge)}, require_auth_time = {Flag(client.RequireAuthTime)},
                   require_pkce = {Flag(client.RequirePkce)}, require_pushed_requests = {Flag(client.RequirePushedRequests)},
                   dpop_bound_access_tokens = {Flag(client.DpopBoundAccessTokens)}, profile = {(client.IsFapi2 ? "fapi2" : null)},
                   consent = {(client.AsksConsent ? "required" : "implied")}, backchannel_logout_uri = {client.BackchannelLogoutUri},
                   backchannel_logout_session_required = {Flag(client.BackchannelLogoutSessionRequired)},
                   requests_per_minute = {client.RequestsPerMinute}, updated_at = {tx.Now}
             WHERE id = {client.Id}
            RETURNING {Columns}
            """, Read);
    }

    /// <summary>
    /// A new secret. The one before it works until <paramref name="until"/>, or from now on no more when that is null; of an imported one,
    /// too, as long as it is the one before. One statement: of two at once the later one's previous secret is the earlier one's new one.
    /// </summary>
    public static async ValueTask<OAuthClient?> SetSecret(
        Tx tx, Revocations revocations, ClientId id, byte[] hash, DateTimeOffset? until)
    {
        await revocations.Add(tx, Subject.Of(id));
        var keeps = until is null ? 0 : 1;
        return await tx.Find($"""
            UPDATE kw.oauth_clients
               SET previous_secret_hash = CASE WHEN {keeps} = 1 THEN secret_hash END,
                   previous_secret_expires_at = {until},
                   imported_secret_hash = CASE WHEN {keeps} = 1 AND secret_hash IS NULL THEN imported_secret_hash END,
                   secret_hash = {hash}, secret_expires_at = NULL, updated_at = {tx.Now}
             WHERE id = {id} AND token_endpoint_auth_method IN ('client_secret_basic', 'client_secret_post')
            RETURNING {Columns}
            """, Read);
    }

    /// <summary>The client that looks after itself with this token (RFC 7592).</summary>
    public static ValueTask<OAuthClient?> FindByRegistrationToken(Tx tx, byte[] hash) => tx.Find($"""
        SELECT {Columns} FROM kw.oauth_clients WHERE registration_token_hash = {hash}
        """, Read);

    public static async ValueTask SetRegistrationToken(Tx tx, ClientId id, byte[] hash) => await tx.Execute($"""
        UPDATE kw.oauth_clients SET registration_token_hash = {hash} WHERE id = {id}
        """);
}
