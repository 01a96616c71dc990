using System.Collections.Concurrent;
using Keywright.Http.Outgoing;
using Keywright.Security.Jose;

namespace Keywright.External;

/// <summary>
/// Providers' endpoints and keys, kept for an hour. A token under a key that is not known yet has the keys read again, once a minute at
/// most: junk must not make us call the provider.
/// </summary>
internal sealed class ProviderDirectory(OutgoingHttp http, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (ProviderMetadata Metadata, DateTimeOffset At)> _metadata = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (KeySet Keys, DateTimeOffset At)> _keys = new(StringComparer.Ordinal);

    /// <summary>Null when the provider can't be reached, or does not say what it must.</summary>
    public async Task<ProviderMetadata?> Find(ExternalProvider provider, CancellationToken ct)
    {
        if (ProviderMetadata.Of(provider) is { } known)
        {
            return known;
        }

        var now = time.GetUtcNow();
        if (_metadata.TryGetValue(provider.Name, out var cached) && now - cached.At < Lifetime)
        {
            return cached.Metadata;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, provider.Authority + "/.well-known/openid-configuration");
        if (await http.Send(request, ct) is not { IsSuccess: true } answer || StrictJson.Object(answer.Body) is not { } document
            || ProviderMetadata.Parse(provider, document) is not { } metadata || !http.Allows(metadata.Authorization))
        {
            return null;
        }

        _metadata[provider.Name] = (metadata, now);
        return metadata;
    }

    /// <summary>The keys that may have signed a token; null when they can't be read.</summary>
    public async Task<KeySet?> KeysFor(ExternalProvider provider, ProviderMetadata metadata, SignedToken token, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var isCached = _keys.TryGetValue(provider.Name, out var cached);
        if (isCached && (now - cached.At < BetweenReads || (now - cached.At < Lifetime && cached.Keys.For(token).Any())))
        {
            return cached.Keys;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, metadata.Keys);
        if (await http.Send(request, ct) is not { IsSuccess: true } answer || KeySet.Parse(answer.Body) is not { } keys)
        {
            return null;
        }

        _keys[provider.Name] = (keys, now);
        return keys;
    }
}
