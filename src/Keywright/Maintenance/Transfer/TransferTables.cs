using Keywright.External;
using Keywright.Security.Revocations;
using static Keywright.Maintenance.Transfer.ColumnKind;

namespace Keywright.Maintenance.Transfer;

/// <summary>
/// What travels in an export, in the order in which it is imported, and what does not. A test compares this with the live schema: a new
/// table or column must be named here.
/// </summary>
internal static class TransferTables
{
    private static readonly string[] Id = ["id"];

    public static IReadOnlyList<TransferTable> All { get; } =
    [
        // Every installation makes the built-in roles for itself, with the same ids: when it did so is no difference.
        new("roles", Id, Column("id", ColumnKind.Id), Unique("name"), Column("description"), Column("permissions", Json, "[]"),
            Incidental("created_at"), Incidental("updated_at"), Column("requires_two_factor", Integer, "0"))
        {
            Subject = SubjectKind.Role,
        },
        new("users", Id, Column("id", ColumnKind.Id), Column("email"), Unique("email_normal"), Column("email_verified_at", Instant),
            Column("username"), Unique("username_normal"), Column("name"), Column("first_name"), Column("last_name"),
            Column("password_hash"), Column("status", Text, "active"), Column("failed_login_attempts", Integer, "0"),
            Column("locked_until", Instant), Column("locked_by"), Column("lock_reason"), Column("last_login_at", Instant),
            Column("user_metadata", Json, "{}"), Column("app_metadata", Json, "{}"), Column("created_at", Instant),
            Column("updated_at", Instant), Column("two_factor_at", Instant))
        {
            Subject = SubjectKind.User,
        },
        new("user_roles", ["user_id", "role_id"], Of("user_id", "users"), Of("role_id", "roles"), Column("assigned_at", Instant),
            Column("assigned_by", ColumnKind.Id)),
        new("devices", Id, Column("id", ColumnKind.Id), Of("user_id", "users"), Unique("token_hash", Bytes), Column("name"),
            Column("trusted_until", Instant), Column("last_seen_at", Instant), Column("expires_at", Instant),
            Column("created_at", Instant)),
        new("totp", ["user_id"],
            Of("user_id", "users"), Secret("secret"), Column("confirmed_at", Instant), Column("last_step", Bigint, "0"),
            Secret("pending_secret"), Column("pending_expires_at", Instant)),
        new("recovery_codes", ["user_id", "code_hash"],
            Of("user_id", "users"), Column("code_hash", Bytes), Column("used_at", Instant), Column("created_at", Instant)),
        new("passkeys", ["id"],
            Column("id", ColumnKind.Id), Of("user_id", "users"), Unique("credential_id", Bytes), Column("public_key", Bytes),
            Column("name"), Column("sign_count", Bigint), Column("transports"), Column("backup_eligible", Integer),
            Column("backed_up", Integer), Column("last_used_at", Instant), Column("created_at", Instant)),
        Sessions(),
        new("service_accounts", ["id"],
            Column("id", ColumnKind.Id), Unique("name"), Column("description"), Column("permissions", Json, "[]"),
            Column("status", Text, "active"), Of("owner_id", "users"), Column("created_at", Instant), Column("updated_at", Instant))
        {
            Subject = SubjectKind.ServiceAccount,
        },
        new("personal_tokens", Id, Column("id", ColumnKind.Id), Column("owner_type"), Column("owner_id", ColumnKind.Id), Column("name"),
            Unique("token_hash", Bytes), Column("abilities", Json, "[]"), Column("last_used_at", Instant), Column("last_used_ip", Ip),
            Column("expires_at", Instant), Column("created_at", Instant), Column("revoked_at", Instant))
        {
            Subject = SubjectKind.Token,
        },
        new("external_accounts", Id, Column("id", ColumnKind.Id), Of("user_id", "users"), Column("issuer"), Column("subject"),
            Column("provider"), Column("email"), new("tokens", ColumnKind.Secret) { Purpose = ProviderTokens.Purpose },
            Column("last_login_at", Instant), Column("created_at", Instant)),
        .. TransferOAuthTables.All,
        AuditEvents(),
        new("audit_erasures", ["user_id"],
            Column("user_id", ColumnKind.Id), Column("erased_at", Instant)),
    ];

    /// <summary>The tables and columns that stay, and why.</summary>
    public static IReadOnlyDictionary<string, string> Staying { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["sign_in_lanes"] = "Keyed by a hash under the master key; a lane lives minutes.",
        ["used_external_states"] = "Sign-ins elsewhere that were completed; they end within minutes.",
        ["external_exchanges"] = "Last steps of sign-ins elsewhere; they live a minute.",
        ["rate_limits"] = "Counters of minutes.",
        ["revocations"] = "News of seconds for the nodes of this database.",
        ["master_keys"] = "Whose master key this database belongs to.",
        ["signing_keys"] = "Each installation signs with its own; what the other signed ends with it.",
        ["data_keys"] = "Of short-lived cookies, under the master key of this database.",
        ["migration_history"] = "Of this database's own schema.",
        ["leases"] = "Who of the nodes of this database does what, for seconds.",
        ["outbox"] = "Letters on their way: they leave from here, once.",
        ["email_verifications"] = "Links of hours, sent from here: whoever lost one asks again.",
        ["password_resets"] = "Links of minutes, sent from here: whoever lost one asks again.",
        ["sign_in_challenges"] = "Sign-ins under way, of minutes.",
        ["used_passkey_states"] = "Ceremonies of minutes, under the master key.",
        ["audit_pending"] = "Made anew for every event that arrives.",
        ["audit_keys"] = "What this installation seals its own log with.",
        ["audit_seals"] = "What this installation saw and when: events are sealed anew where they arrive.",
        ["oauth_codes"] = "Authorizations under way, of a minute.",
        ["oauth_device_codes"] = "Authorizations under way, of minutes.",
        ["oauth_pushed_requests"] = "Authorizations under way, of a minute.",
        ["oauth_logouts"] = "What this installation has to tell clients.",
        ["oauth_used_proofs"] = "Proofs of minutes, for the address of this installation.",
    };

    private static TransferTable Sessions() => new(
        "sessions", Id, Column("id", ColumnKind.Id), Of("user_id", "users"), Column("device_id", ColumnKind.Id), Column("mode"),
        Column("status", Text, "active"), Column("access_hash", Bytes), Column("access_expires_at", Instant),
        Column("previous_access_hash", Bytes), Column("previous_access_expires_at", Instant), Unique("cookie_hash", Bytes),
        Column("refresh_hash", Bytes), Column("previous_refresh_hash", Bytes), Column("generation", Integer, "0"),
        Column("rotated_at", Instant), Column("previous_rotated_at", Instant),
        // Opens only to who has the token before it, and only under the same master key; elsewhere a late retry is refused. Of seconds.
        new("successor", Bytes) { IsIncidental = true },
        Column("lifetime_seconds", Integer), Column("is_remembered", Integer, "0"), Column("login_method"), Column("device_type"),
        Column("device_name"), Column("user_agent"), Column("ip_address", Ip), Column("location_country"), Column("location_city"),
        Column("trusted_at", Instant), Column("suspicious_at", Instant), Column("risk_score", Integer, "0"),
        Column("risk_reasons", Json, "[]"), Column("password_confirmed_at", Instant), Column("last_activity", Instant),
        Column("expires_at", Instant), Column("absolute_expires_at", Instant), Column("created_at", Instant),
        Column("revoked_at", Instant), Column("revoked_by"), Column("latitude_tenths", Integer), Column("longitude_tenths", Integer))
    {
        Subject = SubjectKind.Session,
    };

    private static TransferTable AuditEvents() => new(
        "audit_events", Id, Column("id", ColumnKind.Id), Column("user_id", ColumnKind.Id), Column("actor_id", ColumnKind.Id),
        Column("session_id", ColumnKind.Id), Column("event_type"), Column("event_category"), Column("action"), Column("resource_type"),
        Column("resource_id"), Column("status"), Column("result_code"), Column("message"), Column("ip_address", Ip), Column("user_agent"),
        Column("location_country"), Column("location_city"), Column("risk_score", Integer), Column("request_method"),
        Column("request_path"), Column("request_params", Json), Column("response_status", Integer), Column("metadata", Json),
        Column("tags", Json), Column("severity", Text, "info"), Column("is_sensitive", Integer, "0"),
        Column("retention_policy", Text, "standard"), Column("created_at", Instant), Column("processed_at", Instant),
        Column("expires_at", Instant), Column("personal_salt", Bytes), Column("personal_digest", Bytes), Column("redacted_at", Instant))
    {
        IsAppendOnly = true,
    };

    private static TransferColumn Column(string name, ColumnKind kind = Text, string? fallback = null) =>
        new(name, kind) { Default = fallback };

    private static TransferColumn Unique(string name, ColumnKind kind = Text) => new(name, kind) { IsUnique = true };

    private static TransferColumn Of(string name, string table) => new(name, ColumnKind.Id) { References = table };

    private static TransferColumn Secret(string name) => new(name, ColumnKind.Secret) { Purpose = "totp", BoundTo = "user_id" };

    private static TransferColumn Incidental(string name) => new(name, Instant) { IsIncidental = true };
}
