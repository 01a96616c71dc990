using System.Security.Cryptography;
using System.Text;
using Keywright.Database;

namespace Keywright.Http;

/// <summary>
/// Fixed windows over a table that all nodes share. Not ASP.NET Core's limiter: that one needs the host to call UseRateLimiter, and a
/// host that forgets is not told.
/// </summary>
internal sealed class RateLimiter(KeywrightDatabase database, RateLimitOptions options, HttpKeys keys, TimeProvider clock)
{
    private readonly RateLimitMemory _memory = new();

    /// <summary>
    /// Counts an attempt in the caller's unit of work. A refusal is counted too: it must be committed, so return, don't throw.
    /// </summary>
    public async ValueTask<RateLimitState> Take(Tx tx, RateLimit rule, string key)
    {
        var hash = HashOf(rule, key);
        if (!options.Enabled || Remembered(rule, hash, tx.Now) is not { } refused)
        {
            return await Count(tx, rule, hash);
        }

        return refused;
    }

    /// <summary>
    /// Counts <paramref name="calls"/> attempts at once, in a unit of work of their own: all of them are allowed, or none.
    /// </summary>
    public async ValueTask<RateLimitState> Take(RateLimit rule, string key, int calls, CancellationToken ct)
    {
        var hash = HashOf(rule, key);
        if (!options.Enabled)
        {
            return Unlimited(rule, hash);
        }

        return Remembered(rule, hash, clock.GetUtcNow()) is { } refused
            ? refused
            : await database.Write(tx => Count(tx, rule, hash, calls), ct);
    }

    /// <summary>Takes an attempt back, for what turned out not to be a guess.</summary>
    public async ValueTask Refund(Tx tx, RateLimit rule, string key)
    {
        if (options.Enabled)
        {
            var hash = HashOf(rule, key);
            _ = await RateLimitStore.Refund(tx, hash, rule.Limit(options));
            tx.OnCommitted(() => _memory.Forget(hash));
        }
    }

    /// <summary>Counts an attempt in a unit of work of its own, tells the client where it stands, and returns the 429 or null.</summary>
    public async ValueTask<IResult?> Refuse(Call call, RateLimit rule, string key)
    {
        if (!options.Enabled)
        {
            return null;
        }

        var state = Remembered(rule, HashOf(rule, key), clock.GetUtcNow())
            ?? await database.Write(tx => Take(tx, rule, key), call.Ct);
        return Answer(call, state);
    }

    /// <summary>Tells the client where it stands, and returns the 429 or null.</summary>
    public IResult? Answer(Call call, RateLimitState state)
    {
        if (!options.Enabled)
        {
            return null;
        }

        RateLimitFields.Add(call.Http.Response.Headers, state);
        return state.Allowed
            ? null
            : Problems.Of(ProblemCode.RateLimited, "Too many requests of this kind. Wait as long as Retry-After says.", state.Reset);
    }

    private async ValueTask<RateLimitState> Count(Tx tx, RateLimit rule, byte[] hash, int calls = 1)
    {
        var limit = rule.Limit(options);
        var window = rule.Window(options);
        if (!options.Enabled)
        {
            return Unlimited(rule, hash);
        }

        var counted = await RateLimitStore.Count(tx, hash, limit, window, calls);
        var allowed = counted.Hits <= limit;
        if (!allowed)
        {
            var now = tx.Now;
            tx.OnCommitted(() => _memory.Remember(hash, counted.WindowEndsAt, now));
        }

        return new(rule, allowed, limit, Math.Max(0, limit - counted.Hits), window, counted.WindowEndsAt - tx.Now, hash);
    }

    private RateLimitState Unlimited(RateLimit rule, byte[] hash) =>
        new(rule, true, rule.Limit(options), rule.Limit(options), rule.Window(options), rule.Window(options), hash);

    private RateLimitState? Remembered(RateLimit rule, byte[] hash, DateTimeOffset now) =>
        _memory.OverUntil(hash, now) is { } until
            ? new(rule, false, rule.Limit(options), 0, rule.Window(options), until - now, hash)
            : null;

    /// <summary>Keyed, so that the table holds no address or mailbox that could be found by trying.</summary>
    private byte[] HashOf(RateLimit rule, string key) =>
        HMACSHA256.HashData(keys.RateLimits, Encoding.UTF8.GetBytes(rule.Name + "\n" + key));
}
