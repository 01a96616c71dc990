namespace Keywright.OAuth;

/// <summary>
/// A refusal in the words of RFC 6749 §5.2 and its kin. The description is for the developer of the client; it tells nothing that the
/// client may not know.
/// </summary>
internal sealed record OAuthError(string Code, string Description, int Status = StatusCodes.Status400BadRequest)
{
    private const int Longest = 1000;

    /// <summary>RFC 6749 §5.2: no characters but %x20-21 / %x23-5B / %x5D-7E, whatever it repeats of what the client said.</summary>
    public string Description { get; } = Plain(Description);

    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    /// <summary>RFC 6749 §5.2: 401, with a challenge where the client used the Authorization header.</summary>
    public static OAuthError InvalidClient(string description) =>
        new("invalid_client", description, StatusCodes.Status401Unauthorized);

    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);

    public static OAuthError UnauthorizedClient(string description) => new("unauthorized_client", description);

    public static OAuthError UnsupportedGrantType(string description) => new("unsupported_grant_type", description);

    public static OAuthError InvalidScope(string description) => new("invalid_scope", description);

    /// <summary>RFC 8707 §2.</summary>
    public static OAuthError InvalidTarget(string description) => new("invalid_target", description);

    public static OAuthError AccessDenied(string description) => new("access_denied", description);

    public static OAuthError LoginRequired(string description) => new("login_required", description);

    public static OAuthError ConsentRequired(string description) => new("consent_required", description);

    private static string Plain(string text)
    {
        var plain = string.Concat(text.Replace("§", "section ", StringComparison.Ordinal).Select(
            c => c is '"' ? '\'' : c is < ' ' or '\\' or > '~' ? '?' : c));
        return plain.Length > Longest ? plain[..Longest] : plain;
    }
}
