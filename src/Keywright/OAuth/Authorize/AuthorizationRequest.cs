using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Authorize;

/// <summary>An authorization request that is in order (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).</summary>
internal sealed record AuthorizationRequest(OAuthClient Client, string RedirectUri, IReadOnlyList<string> Scopes)
{
    public IReadOnlyList<string> Resources { get; init; } = [];

    public string? State { get; init; }

    public string? Nonce { get; init; }

    /// <summary>RFC 7636 §4.3, by S256.</summary>
    public string? Challenge { get; init; }

    public IReadOnlyList<string> Prompts { get; init; } = [];

    public TimeSpan? MaxAge { get; init; }

    public string? LoginHint { get; init; }

    /// <summary>The <c>sub</c> of a verified id_token_hint: whom the client means.</summary>
    public string? HintedSubject { get; init; }

    /// <summary>RFC 9449 §10: the key that the code is to be bound to.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>Whether the user may be shown nothing.</summary>
    public bool IsSilent => Prompts.Contains("none", StringComparer.Ordinal);

    /// <summary>Whether the user must sign in anew, whoever is signed in.</summary>
    public bool WantsSignIn => Prompts.Contains("login", StringComparer.Ordinal)
        || Prompts.Contains("select_account", StringComparer.Ordinal);

    public bool WantsConsent => Prompts.Contains("consent", StringComparer.Ordinal);
}
