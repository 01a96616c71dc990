namespace Keywright.External;

/// <summary>Providers that Keywright knows, so that an id and a secret are enough.</summary>
public enum ExternalPreset
{
    /// <summary>Any other that speaks OpenID Connect.</summary>
    Oidc,

    /// <summary>accounts.google.com.</summary>
    Google,

    /// <summary>github.com, or a GitHub Enterprise Server; speaks OAuth 2.0 only.</summary>
    Github,

    /// <summary>Microsoft Entra ID and personal accounts. Does not verify the addresses that it tells.</summary>
    Microsoft,

    /// <summary>gitlab.com, or a GitLab of one's own.</summary>
    Gitlab,

    /// <summary>discord.com; speaks OAuth 2.0 only.</summary>
    Discord,
}

/// <summary>A provider that people can sign in with. Section <c>External:&lt;name&gt;</c>; the name is part of its routes.</summary>
public sealed class ExternalProviderOptions
{
    /// <summary>
    /// What kind of provider it is. Left out, it follows from the name of the section: <c>External:google</c> is Google, a name of your own
    /// is OpenID Connect.
    /// </summary>
    public ExternalPreset? Preset { get; set; }

    /// <summary>The id under which the provider knows this server.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret that goes with it.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The issuer of an OpenID Connect provider, or the address of a GitHub or GitLab of your own. Presets know theirs.</summary>
    public Uri? Authority { get; set; }

    /// <summary>What to ask the provider for. Left out, what signing in needs.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>Whether the provider's own tokens are kept, encrypted, for an application that calls its API.</summary>
    public bool StoreTokens { get; set; }

    /// <summary>
    /// Whether an address that the provider calls verified counts as proven. Left out: true, but for Microsoft, whose tenants may write any
    /// address.
    /// </summary>
    public bool? TrustEmail { get; set; }
}
