namespace Keywright.Http;

/// <summary>A refusal's stable code with its status and title. Every code that the API knows is here and nowhere else.</summary>
internal sealed class ProblemCode
{
    public static readonly ProblemCode MalformedRequest = new(400, "malformed_request", "Malformed request");
    public static readonly ProblemCode ExternalSignInFailed = new(400, "external_sign_in_failed", "External sign-in failed");
    public static readonly ProblemCode Unauthenticated = new(401, "unauthenticated", "Not signed in");
    public static readonly ProblemCode TokenExpired = new(401, "token_expired", "Token expired");
    public static readonly ProblemCode TokenRevoked = new(401, "token_revoked", "Token revoked");
    public static readonly ProblemCode InvalidCredentials = new(401, "invalid_credentials", "Invalid credentials");
    public static readonly ProblemCode InvalidCode = new(401, "invalid_code", "Invalid code");
    public static readonly ProblemCode ChallengeExpired = new(401, "challenge_expired", "Challenge expired");
    public static readonly ProblemCode InvalidRefreshToken = new(401, "invalid_refresh_token", "Invalid refresh token");
    public static readonly ProblemCode RefreshTokenReused = new(401, "refresh_token_reused", "Refresh token used twice");
    public static readonly ProblemCode PermissionRequired = new(403, "permission_required", "Permission required");
    public static readonly ProblemCode AbilityRequired = new(403, "ability_required", "Token ability required");
    public static readonly ProblemCode SessionRequired = new(403, "session_required", "Session required");
    public static readonly ProblemCode PasswordConfirmationRequired =
        new(403, "password_confirmation_required", "Password confirmation required");

    public static readonly ProblemCode CsrfFailed = new(403, "csrf_failed", "Request from another site");
    public static readonly ProblemCode EmailUnverified = new(403, "email_unverified", "Email not verified");
    public static readonly ProblemCode AccountSuspended = new(403, "account_suspended", "Account suspended");
    public static readonly ProblemCode AccountBanned = new(403, "account_banned", "Account banned");
    public static readonly ProblemCode AccountInactive = new(403, "account_inactive", "Account inactive");
    public static readonly ProblemCode NotFound = new(404, "not_found", "Not found");
    public static readonly ProblemCode MethodNotAllowed = new(405, "method_not_allowed", "Method not allowed");
    public static readonly ProblemCode EmailTaken = new(409, "email_taken", "Email taken");
    public static readonly ProblemCode UsernameTaken = new(409, "username_taken", "Username taken");
    public static readonly ProblemCode ProofRequired = new(409, "proof_required", "Proof required");
    public static readonly ProblemCode RoleTaken = new(409, "role_taken", "Role name taken");
    public static readonly ProblemCode BuiltInRole = new(409, "built_in_role", "Built-in role");
    public static readonly ProblemCode LastAdministrator = new(409, "last_administrator", "Last administrator");
    public static readonly ProblemCode ServiceAccountTaken = new(409, "service_account_taken", "Service account name taken");
    public static readonly ProblemCode ClientTaken = new(409, "client_taken", "Client id taken");
    public static readonly ProblemCode PayloadTooLarge = new(413, "payload_too_large", "Request too large");
    public static readonly ProblemCode UnsupportedMediaType = new(415, "unsupported_media_type", "Unsupported media type");
    public static readonly ProblemCode ValidationFailed = new(422, "validation_failed", "Validation failed");
    public static readonly ProblemCode RateLimited = new(429, "rate_limited", "Too many requests");
    public static readonly ProblemCode TooManyAttempts = new(429, "too_many_attempts", "Too many attempts");
    public static readonly ProblemCode InternalError = new(500, "internal_error", "Internal error");
    public static readonly ProblemCode Unavailable = new(503, "unavailable", "Unavailable");
    public static readonly ProblemCode ProviderUnavailable = new(503, "provider_unavailable", "Provider unavailable");
    public static readonly ProblemCode Busy = new(503, "busy", "Busy");
    public static readonly ProblemCode OutcomeUnknown = new(503, "outcome_unknown", "Outcome unknown");

    private ProblemCode(int status, string code, string title)
    {
        Status = status;
        Code = code;
        Title = title;
    }

    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        MalformedRequest, ExternalSignInFailed,
        Unauthenticated, TokenExpired, TokenRevoked, InvalidCredentials, InvalidCode, ChallengeExpired,
        InvalidRefreshToken, RefreshTokenReused,
        PermissionRequired, AbilityRequired, SessionRequired, PasswordConfirmationRequired, CsrfFailed, EmailUnverified,
        AccountSuspended, AccountBanned, AccountInactive,
        NotFound, MethodNotAllowed, EmailTaken, UsernameTaken, ProofRequired,
        RoleTaken, BuiltInRole, LastAdministrator, ServiceAccountTaken, ClientTaken, PayloadTooLarge, UnsupportedMediaType,
        ValidationFailed,
        RateLimited, TooManyAttempts, InternalError, Unavailable, ProviderUnavailable, Busy, OutcomeUnknown,
    ];

    public int Status { get; }

    public string Code { get; }

    public string Title { get; }

    /// <summary>RFC 9457 §3.1.1: identifies the kind of problem.</summary>
    public string Type => "urn:keywright:problem:" + Code;

    public override string ToString() => Code;
}
