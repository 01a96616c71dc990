using Keywright.OAuth.Clients;
using Keywright.OAuth.Grants;
using Keywright.Roles;
using Keywright.Users;

namespace Keywright.OAuth.Token;

/// <summary>
/// What was decided and stored, and is now to be written as tokens: a unit of work makes it, signing follows when that is durable.
/// </summary>
/// <param name="TokenId">The <c>jti</c>, and the row of an opaque token.</param>
internal sealed record Granted(OAuthClient Client, Guid TokenId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Audience { get; init; } = [];

    /// <summary>Null where the client acts for itself.</summary>
    public Grant? Grant { get; init; }

    public User? User { get; init; }

    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>RFC 8693 §4.1: who acts for the subject, as JSON.</summary>
    public string? Actor { get; init; }

    /// <summary>RFC 9449 §6: the key that the access token is bound to.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The access token itself, where it is none that is signed.</summary>
    public string? Opaque { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>OpenID Connect Core §2: of the authorization request. Only the first ID token repeats it.</summary>
    public string? Nonce { get; init; }

    /// <summary>RFC 8693 §2.2.1, where the grant is an exchange.</summary>
    public string? IssuedTokenType { get; init; }

    public bool HasIdToken => User is not null && Grant is not null && IssuedTokenType is null
        && Scopes.Contains(OAuth.Scopes.OpenId, StringComparer.Ordinal);
}
