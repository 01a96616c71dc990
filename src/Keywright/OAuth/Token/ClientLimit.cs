using System.Collections.Concurrent;
using Keywright.Http;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Token;

/// <summary>
/// How often a client may call, whatever node it calls. A node takes its calls from the shared count some at a time, so that not each costs
/// a write; what it has taken and not used when the minute ends is lost, never more than a fraction of the limit. A public client is
/// counted by its address too: everybody knows its name, and nobody shall use up its share.
/// </summary>
internal sealed class ClientLimit(RateLimiter limiter, OAuthOptions options, TimeProvider clock)
{
    // Of a limit of 600 ten at a time; of one below 60 each by itself.
    private const int Parts = 60;
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<int, RateLimit> _rules = new();
    private readonly ConcurrentDictionary<string, Share> _shares = new(StringComparer.Ordinal);

    /// <summary>Calls that were counted already.</summary>
    private sealed class Share(int left, DateTimeOffset until)
    {
        private int _left = left;

        public bool Take(DateTimeOffset now) => now < until && Interlocked.Decrement(ref _left) >= 0;
    }

    public ValueTask<IResult?> Refuse(Call call, OAuthClient client)
    {
        var key = client.IsPublic ? $"{client.Id}\n{ClientAddress.LimitKey(call.Address)}" : client.Id.ToString();
        return _shares.TryGetValue(key, out var share) && share.Take(clock.GetUtcNow()) ? default : Count(call, client, key);
    }

    private async ValueTask<IResult?> Count(Call call, OAuthClient client, string key)
    {
        var rule = _rules.GetOrAdd(client.RequestsPerMinute ?? options.RequestsPerMinute, limit =>
            new RateLimit("oauth-client", RateLimitKey.UseCase, _ => limit, _ => TimeSpan.FromMinutes(1)));
        var part = Math.Max(1, rule.Limit(null!) / Parts);
        var state = await limiter.Take(rule, key, part, call.Ct);
        if (state.Allowed && part > 1)
        {
            if (_shares.Count >= Most)
            {
                _shares.Clear();
            }

            _shares[key] = new Share(part - 1, clock.GetUtcNow() + state.Reset);
        }

        return limiter.Answer(call, state);
    }
}
