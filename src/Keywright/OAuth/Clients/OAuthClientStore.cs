using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Clients;

/// <summary>All writes to <c>oauth_clients</c>: the client itself.</summary>
internal static partial class OAuthClientStore
{
    private static Sql Columns => $"""
        id, client_id, registration, status, client_name, client_uri, logo_uri, policy_uri, tos_uri, contacts, application_type,
        token_endpoint_auth_method, secret_hash, secret_expires_at, previous_secret_hash, previous_secret_expires_at, imported_secret_hash,
        jwks, jwks_uri, redirect_uris, post_logout_redirect_uris, grant_types, response_types, scopes, resources, subject_type,
        sector_identifier_uri, id_token_signed_response_alg, access_token_format, access_token_lifetime_seconds,
        refresh_token_lifetime_seconds, authorization_code_lifetime_seconds, default_max_age_seconds, require_auth_time, require_pkce,
        require_pushed_requests, dpop_bound_access_tokens, profile, consent, backchannel_logout_uri, backchannel_logout_session_required,
        requests_per_minute, fetched_at, fetched_until, created_at, updated_at
        """;

    public static ValueTask<OAuthClient?> Find(Tx tx, ClientId id) =>
        tx.Find($"SELECT {Columns} FROM kw.oauth_clients WHERE id = {id}", Read);

    public static ValueTask<OAuthClient?> FindByClientId(Tx tx, string clientId) => tx.Find($"""
        SELECT {Columns} FROM kw.oauth_clients WHERE client_id = {clientId}
        """, Read);

    /// <summary>False when there is a client of this client_id: of many at once, one succeeds.</summary>
    public static async ValueTask<bool> Add(Tx tx, OAuthClient client) => await tx.Execute($"""
        INSERT INTO kw.oauth_clients
               (id, client_id, registration, client_name, client_uri, logo_uri, policy_uri, tos_uri, contacts, application_type,
                token_endpoint_auth_method, secret_hash, secret_expires_at, imported_secret_hash, jwks, jwks_uri, redirect_uris,
                post_logout_redirect_uris, grant_types, response_types, scopes, resources, subject_type, sector_identifier_uri,
                id_token_signed_response_alg, access_token_format, access_token_lifetime_seconds, refresh_token_lifetime_seconds,
                authorization_code_lifetime_seconds, default_max_age_seconds, require_auth_time, require_pkce, require_pushed_requests,
                dpop_bound_access_tokens, profile, consent, backchannel_logout_uri, backchannel_logout_session_required,
                requests_per_minute, created_at, updated_at)
        VALUES ({client.Id}, {client.ClientId}, {Word(client.Registration)}, {client.Name}, {client.Uri}, {client.LogoUri},
                {client.PolicyUri}, {client.TosUri}, {List(client.Contacts)}, {client.ApplicationType}, {client.AuthMethod},
                {client.SecretHash}, {client.SecretExpiresAt}, {client.ImportedSecretHash}, {new Json(client.Jwks)}, {client.JwksUri},
                {List(client.RedirectUris)}, {List(client.PostLogoutRedirectUris)}, {List(client.GrantTypes)},
                {List(client.ResponseTypes)}, {List(client.Scopes)}, {List(client.Resources)}, {client.SubjectType},
                {client.SectorIdentifierUri}, {client.IdTokenAlgorithm}, {client.AccessTokenFormat}, {Seconds(client.AccessTokenLifetime)},
                {Seconds(client.RefreshTokenLifetime)}, {Seconds(client.CodeLifetime)}, {Seconds(client.DefaultMaxAge)},
                {Flag(client.RequireAuthTime)}, {Flag(client.RequirePkce)}, {Flag(client.RequirePushedRequests)},
                {Flag(client.DpopBoundAccessTokens)}, {(client.IsFapi2 ? "fapi2" : null)}, {(client.AsksConsent ? "required" : "implied")},
                {client.BackchannelLogoutUri}, {Flag(client.BackchannelLogoutSessionRequired)}, {client.RequestsPerMinute},
                {tx.Now}, {tx.Now})
        ON CONFLICT DO NOTHING
        """) > 0;

    /// <summary>Its tokens, grants and codes go with it.</summary>
    public static async ValueTask<bool> Delete(Tx tx, Revocations revocations, ClientId id)
    {
        await revocations.Add(tx, Subject.Of(id));
        return await tx.Execute($"DELETE FROM kw.oauth_clients WHERE id = {id}") > 0;
    }

    private static Json List(IReadOnlyList<string> items) => new(JsonText.Array(items));

    private static int? Seconds(TimeSpan? span) => span is { } some ? (int)some.TotalSeconds : null;

    private static int Flag(bool flag) => flag ? 1 : 0;

    private static string Word(ClientRegistration registration) => registration switch
    {
        ClientRegistration.Dynamic => "dynamic",
        ClientRegistration.Document => "document",
        _ => "manual",
    };

    private static OAuthClient Read(Row row) => Described(row) with
    {
        SubjectType = row.Text("subject_type"),
        SectorIdentifierUri = row.TextOrNull("sector_identifier_uri"),
        IdTokenAlgorithm = row.TextOrNull("id_token_signed_response_alg"),
        AccessTokenFormat = row.Text("access_token_format"),
        AccessTokenLifetime = Span(row, "access_token_lifetime_seconds"),
        RefreshTokenLifetime = Span(row, "refresh_token_lifetime_seconds"),
        CodeLifetime = Span(row, "authorization_code_lifetime_seconds"),
        DefaultMaxAge = Span(row, "default_max_age_seconds"),
        RequireAuthTime = row.Int("require_auth_time") == 1,
        RequirePkce = row.Int("require_pkce") == 1,
        RequirePushedRequests = row.Int("require_pushed_requests") == 1,
        DpopBoundAccessTokens = row.Int("dpop_bound_access_tokens") == 1,
        IsFapi2 = row.TextOrNull("profile") == "fapi2",
        AsksConsent = row.Text("consent") == "required",
        BackchannelLogoutUri = row.TextOrNull("backchannel_logout_uri"),
        BackchannelLogoutSessionRequired = row.Int("backchannel_logout_session_required") == 1,
        RequestsPerMinute = row.IntOrNull("requests_per_minute"),
        FetchedAt = row.InstantOrNull("fetched_at"),
        FetchedUntil = row.InstantOrNull("fetched_until"),
        CreatedAt = row.Instant("created_at"),
        UpdatedAt = row.Instant("updated_at"),
    };

    private static OAuthClient Described(Row row) => new(
        row.Id<ClientId>("id"), row.Text("client_id"), row.Text("client_name"), row.Text("token_endpoint_auth_method"))
    {
        Registration = row.Text("registration") switch
        {
            "dynamic" => ClientRegistration.Dynamic,
            "document" => ClientRegistration.Document,
            _ => ClientRegistration.Manual,
        },
        IsActive = row.Text("status") == "active",
        Uri = row.TextOrNull("client_uri"),
        LogoUri = row.TextOrNull("logo_uri"),
        PolicyUri = row.TextOrNull("policy_uri"),
        TosUri = row.TextOrNull("tos_uri"),
        Contacts = JsonText.Strings(row.Text("contacts")),
        ApplicationType = row.Text("application_type"),
        SecretHash = row.BytesOrNull("secret_hash"),
        SecretExpiresAt = row.InstantOrNull("secret_expires_at"),
        PreviousSecretHash = row.BytesOrNull("previous_secret_hash"),
        PreviousSecretExpiresAt = row.InstantOrNull("previous_secret_expires_at"),
        ImportedSecretHash = row.IsNull("secret_hash") ? row.TextOrNull("imported_secret_hash") : null,
        PreviousImportedSecretHash = row.IsNull("secret_hash") ? null : row.TextOrNull("imported_secret_hash"),
        Jwks = row.TextOrNull("jwks"),
        JwksUri = row.TextOrNull("jwks_uri"),
        RedirectUris = JsonText.Strings(row.Text("redirect_uris")),
        PostLogoutRedirectUris = JsonText.Strings(row.Text("post_logout_redirect_uris")),
        GrantTypes = JsonText.Strings(row.Text("grant_types")),
        ResponseTypes = JsonText.Strings(row.Text("response_types")),
        Scopes = JsonText.Strings(row.Text("scopes")),
        Resources = JsonText.Strings(row.Text("resources")),
    };

    private static TimeSpan? Span(Row row, string column) =>
        row.IntOrNull(column) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
