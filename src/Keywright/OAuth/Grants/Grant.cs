using Keywright.Security;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Grants;

/// <summary>
/// What a user allowed a client, or it was given by an exchange: one row, which is one family of refresh tokens. Everything that was
/// issued for it ends with it.
/// </summary>
internal sealed record Grant(GrantId Id, ClientId ClientId, UserId UserId, string GrantType)
{
    public string Status { get; init; } = "active";

    /// <summary>The session in which the user allowed it.</summary>
    public SessionId? SessionId { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>RFC 8693: the grant of the subject token that it came out of. It ends with that.</summary>
    public GrantId? ParentId { get; init; }

    /// <summary>RFC 8707: what its tokens may be for. Empty: this server.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>RFC 8693 §4.1: who acts for the user, as JSON.</summary>
    public string? Actor { get; init; }

    /// <summary>RFC 9449 §5: the key that refresh tokens of a public client are bound to.</summary>
    public string? KeyThumbprint { get; init; }

    public DateTimeOffset? AuthTime { get; init; }

    public string? Acr { get; init; }

    public IReadOnlyList<string> Amr { get; init; } = [];

    /// <summary>The user proved who they are with a passkey: that counts for two factors.</summary>
    public bool IsByPasskey => Acr == Authorize.AcrValues.PhishingResistant;

    public RefreshFamily Family { get; init; } = new(0);

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset AbsoluteExpiresAt { get; init; }

    /// <summary>
    /// OpenID Connect Core §11: it goes on without the user. Every other grant ends with the session that it was given in.
    /// </summary>
    public bool IsOffline => Scopes.Contains(OAuth.Scopes.OfflineAccess, StringComparer.Ordinal);
}
