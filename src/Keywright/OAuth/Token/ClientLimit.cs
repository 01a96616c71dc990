using System.Collections.Concurrent;
using Keywright.Http;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Token;

/// <summary>
/// How often a client may call, whatever node it calls. A public client is counted by its address too: everybody knows its name, and
/// nobody shall use up its share.
/// </summary>
internal sealed class ClientLimit(RateLimiter limiter, OAuthOptions options)
{
    private readonly ConcurrentDictionary<int, RateLimit> _rules = new();

    public ValueTask<IResult?> Refuse(Call call, OAuthClient client)
    {
        var rule = _rules.GetOrAdd(client.RequestsPerMinute ?? options.RequestsPerMinute, limit =>
            new RateLimit("oauth-client", RateLimitKey.UseCase, _ => limit, _ => TimeSpan.FromMinutes(1)));
        var key = client.IsPublic ? $"{client.Id}\n{ClientAddress.LimitKey(call.Address)}" : client.Id.ToString();
        return limiter.Refuse(call, rule, key);
    }
}
