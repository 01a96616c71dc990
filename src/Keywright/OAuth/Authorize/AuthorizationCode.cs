using Keywright.OAuth.Grants;
using Keywright.Security;

namespace Keywright.OAuth.Authorize;

/// <summary>An authorization code as it is stored (RFC 6749 §4.1.2): everything that the tokens will depend on.</summary>
internal sealed record AuthorizationCode(ClientId ClientId, UserId UserId, SessionId SessionId, string RedirectUri)
{
    public string? Challenge { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Resources { get; init; } = [];

    public string? Nonce { get; init; }

    /// <summary>RFC 9449 §10: the key that the code is bound to.</summary>
    public string? KeyThumbprint { get; init; }

    public DateTimeOffset AuthTime { get; init; }

    public string? Acr { get; init; }

    public IReadOnlyList<string> Amr { get; init; } = [];

    public Allowance Allowance => new(UserId, SessionId, Scopes, Resources)
    {
        AuthTime = AuthTime,
        Acr = Acr,
        Amr = Amr,
    };
}
