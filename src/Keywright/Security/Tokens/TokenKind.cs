namespace Keywright.Security.Tokens;

/// <summary>What a token is for. Its prefix says so, and a token of one kind is never accepted as another.</summary>
internal enum TokenKind
{
    SessionAccess,
    SessionRefresh,
    SessionCookie,
    PersonalAccess,
    Device,
    Challenge,
    EmailVerification,
    PasswordReset,
    ClientSecret,
    AuthorizationCode,
    OAuthRefresh,
    OAuthAccess,
    PushedRequest,
    DeviceCode,
    SetUp,
    ExternalExchange,
    ClientRegistration,
}
