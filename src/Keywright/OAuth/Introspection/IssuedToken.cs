using Keywright.Security;

namespace Keywright.OAuth.Introspection;

/// <summary>An access token of ours that has not ended.</summary>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="ClientId">Whom it was issued to, as that is called on the wire.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
internal sealed record IssuedToken(Guid Id, string ClientId, DateTimeOffset ExpiresAt)
{
    public GrantId? GrantId { get; init; }
}
