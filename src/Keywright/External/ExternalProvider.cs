namespace Keywright.External;

/// <summary>A provider as it is configured.</summary>
/// <param name="Name">Its section, in lower case; part of its routes.</param>
/// <param name="Authority">Where it is, without a slash at its end.</param>
internal sealed record ExternalProvider(string Name, ExternalPreset Preset, string Authority, string ClientId)
{
    public string? ClientSecret { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public bool StoreTokens { get; init; }

    public bool TrustsEmail { get; init; }

    public bool IsOpenId => Preset is not (ExternalPreset.Github or ExternalPreset.Discord);
}

/// <summary>What this folder needs of the options, which live above it.</summary>
/// <param name="CallbackRoot">What the callback of a provider begins with; providers are told it beforehand.</param>
/// <param name="OwnOrigin">The origin of <c>PublicUrl</c>.</param>
/// <param name="ReturnOrigins">Where a browser may be sent afterwards, our own origin first.</param>
internal sealed record ExternalSettings(
    string CallbackRoot, string OwnOrigin, IReadOnlyList<string> ReturnOrigins, IReadOnlyList<ExternalProvider> Providers)
{
    public ExternalProvider? Find(string? name) => Providers.FirstOrDefault(provider => provider.Name == name);

    /// <summary>One for each provider, so that an answer of one can't be taken for another's (RFC 9700 §4.4.2.2).</summary>
    public string CallbackOf(ExternalProvider provider) => $"{CallbackRoot}/{provider.Name}/callback";
}
