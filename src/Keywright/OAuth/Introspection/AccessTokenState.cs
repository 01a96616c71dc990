using Keywright.Security;

namespace Keywright.OAuth.Introspection;

/// <summary>An access token of ours that works now, and everything that it stands for.</summary>
internal sealed record AccessTokenState(Guid TokenId, ClientId Client, string ClientId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public UserId? UserId { get; init; }

    public GrantId? GrantId { get; init; }

    public SessionId? SessionId { get; init; }

    public string? Username { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Audience { get; init; } = [];

    public string? Actor { get; init; }

    /// <summary>RFC 8693 §4.4: who may act for the subject, as JSON, where the token says so.</summary>
    public string? MayAct { get; init; }

    public string? KeyThumbprint { get; init; }

    public DateTimeOffset? AuthTime { get; init; }

    public string? Acr { get; init; }

    /// <summary>The user proved who they are with a passkey: that counts for two factors.</summary>
    public bool IsByPasskey => Acr == Authorize.AcrValues.PhishingResistant;

    /// <summary>Whether a revocation of any of these ends it.</summary>
    public bool DependsOn(Func<Guid, bool> isRevoked) =>
        isRevoked(TokenId) || isRevoked(Client.Value) || (UserId is { } user && isRevoked(user.Value))
        || (GrantId is { } grant && isRevoked(grant.Value)) || (SessionId is { } session && isRevoked(session.Value));
}
