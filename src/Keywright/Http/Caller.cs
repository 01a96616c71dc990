using Keywright.Security;

namespace Keywright.Http;

internal enum CallerKind
{
    SessionToken,
    SessionCookie,
    PersonalToken,

    /// <summary>An OAuth client's, in the name of a user.</summary>
    AccessToken,
}

/// <summary>Who calls, and with which credential.</summary>
internal sealed record Caller(
    CallerKind Kind, UserId UserId, SessionId? SessionId, PersonalTokenId? TokenId, IReadOnlyList<string> Abilities)
{
    /// <summary>What the owner of the credential may do; a token's abilities narrow it.</summary>
    public PermissionSet Permissions { get; init; } = PermissionSet.Empty;

    /// <summary>A session that began with a passkey, which is two factors in one, of a user who still has one.</summary>
    public bool ByPasskey { get; init; }

    /// <summary>Then <see cref="UserId"/> is the id of the service account.</summary>
    public bool IsServiceAccount { get; init; }

    /// <summary>A session of the user's own, which may touch credentials. Tokens of programs may not.</summary>
    public bool IsFirstParty => Kind is CallerKind.SessionToken or CallerKind.SessionCookie;

    /// <summary>Whether the credential itself may: a session may whatever its user may.</summary>
    public bool IsAble(string ability) => IsFirstParty || Ability.AnyCovers(Abilities, ability);

    /// <summary>The effective right: the owner's permission and the token's ability.</summary>
    public bool May(string permission) => Permissions.Covers(permission) && IsAble(permission);
}
