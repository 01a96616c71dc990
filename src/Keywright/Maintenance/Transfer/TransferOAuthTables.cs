using static Keywright.Maintenance.Transfer.ColumnKind;

namespace Keywright.Maintenance.Transfer;

/// <summary>The tables of OAuth that travel: clients with their hashed secrets, and what users granted them.</summary>
internal static class TransferOAuthTables
{
    public static IReadOnlyList<TransferTable> All { get; } =
    [
        new("oauth_clients", ["id"],
            Column("id", ColumnKind.Id), Unique("client_id"), Column("registration", Text, "manual"), Column("status", Text, "active"),
            Column("client_name"), Column("client_uri"), Column("logo_uri"), Column("policy_uri"), Column("tos_uri"),
            Column("contacts", Json, "[]"), Column("application_type", Text, "web"), Column("token_endpoint_auth_method"),
            Column("secret_hash", Bytes), Column("secret_expires_at", Instant), Column("previous_secret_hash", Bytes),
            Column("previous_secret_expires_at", Instant), Column("imported_secret_hash"), Unique("registration_token_hash", Bytes),
            Column("jwks", Json), Column("jwks_uri"), Column("fetched", Json), Column("fetched_at", Instant),
            Column("fetched_until", Instant), Column("redirect_uris", Json, "[]"), Column("post_logout_redirect_uris", Json, "[]"),
            Column("grant_types", Json, "[\"authorization_code\"]"), Column("response_types", Json, "[\"code\"]"),
            Column("scopes", Json, "[]"), Column("resources", Json, "[]"), Column("subject_type", Text, "public"),
            Column("sector_identifier_uri"), Column("id_token_signed_response_alg"), Column("access_token_format", Text, "jwt"),
            Column("access_token_lifetime_seconds", Integer), Column("refresh_token_lifetime_seconds", Integer),
            Column("authorization_code_lifetime_seconds", Integer), Column("default_max_age_seconds", Integer),
            Column("require_auth_time", Integer, "0"), Column("require_pkce", Integer, "1"),
            Column("require_pushed_requests", Integer, "0"), Column("dpop_bound_access_tokens", Integer, "0"), Column("profile"),
            Column("consent", Text, "required"), Column("backchannel_logout_uri"),
            Column("backchannel_logout_session_required", Integer, "0"), Column("created_by", ColumnKind.Id),
            Column("last_used_at", Instant), Column("created_at", Instant), Column("updated_at", Instant),
            Column("requests_per_minute", Integer)),
        new("oauth_sectors", ["sector"], Column("sector"), Column("salt", Bytes), Column("created_at", Instant)),
        new("oauth_grants", ["id"],
            Column("id", ColumnKind.Id), Of("client_id", "oauth_clients"), Of("user_id", "users"), Column("session_id", ColumnKind.Id),
            Column("grant_type"), Column("status", Text, "active"), Column("scopes", Json, "[]"), Column("resources", Json, "[]"),
            Column("claims", Json), Column("actor", Json), Column("dpop_jkt"), Column("auth_time", Instant), Column("acr"),
            Column("amr", Json), Column("refresh_hash", Bytes), Column("previous_refresh_hash", Bytes),
            Column("generation", Integer, "0"), Column("rotated_at", Instant), Column("previous_rotated_at", Instant),
            new("successor", Bytes) { IsIncidental = true }, Column("suspicious_at", Instant), Column("last_used_at", Instant),
            Column("expires_at", Instant), Column("absolute_expires_at", Instant), Column("created_at", Instant),
            Column("revoked_at", Instant), Column("revoked_by"), Column("parent_id", ColumnKind.Id)),
        new("oauth_tokens", ["id"],
            Column("id", ColumnKind.Id), Unique("token_hash", Bytes), Of("client_id", "oauth_clients"), Of("user_id", "users"),
            Of("grant_id", "oauth_grants"), Column("scopes", Json, "[]"), Column("audience", Json, "[]"), Column("claims", Json),
            Column("actor", Json), Column("dpop_jkt"), Column("created_at", Instant), Column("expires_at", Instant),
            Column("revoked_at", Instant)),
        new("oauth_consents", ["user_id", "client_id"],
            Of("user_id", "users"), Of("client_id", "oauth_clients"), Column("scopes", Json, "[]"), Column("resources", Json, "[]"),
            Column("created_at", Instant), Column("updated_at", Instant)),
    ];

    private static TransferColumn Column(string name, ColumnKind kind = Text, string? fallback = null) =>
        new(name, kind) { Default = fallback };

    private static TransferColumn Unique(string name, ColumnKind kind = Text) => new(name, kind) { IsUnique = true };

    private static TransferColumn Of(string name, string table) => new(name, ColumnKind.Id) { References = table };
}
