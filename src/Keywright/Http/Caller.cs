using Keywright.Security;

namespace Keywright.Http;

internal enum CallerKind
{
    SessionToken,
    SessionCookie,
    PersonalToken,
}

/// <summary>Who calls, and with which credential.</summary>
internal sealed record Caller(
    CallerKind Kind, UserId UserId, SessionId? SessionId, PersonalTokenId? TokenId, IReadOnlyList<string> Abilities)
{
    /// <summary>A session of the user's own, which may touch credentials. A personal access token may not.</summary>
    public bool IsFirstParty => Kind != CallerKind.PersonalToken;
}
