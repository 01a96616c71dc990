using Keywright.Security.Jose;

namespace Keywright.Client;

/// <summary>
/// The issuer's keys, read again once an hour, and when a token comes under a key that is not among them: once in ten seconds at most,
/// whatever is sent. While the server is away the last good set goes on.
/// </summary>
internal sealed class IssuerKeys(IssuerClient server, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(10);

    // Nothing works without any: a server that starts after us is noticed soon.
    private static readonly TimeSpan BetweenFirstReads = TimeSpan.FromSeconds(1);

    private readonly Lock _starting = new();
    private volatile Known? _known;
    private Task? _reading;
    private long? _startedAt;

    private sealed record Known(KeySet Keys, long ReadAt);

    /// <summary>The keys that may have signed a token; null while there are none at all.</summary>
    public async ValueTask<KeySet?> For(SignedToken token, CancellationToken ct)
    {
        var known = _known;
        var has = known?.Keys.For(token).Any() == true;
        if (has && time.GetElapsedTime(known!.ReadAt) < Lifetime)
        {
            return known.Keys;
        }

        // Who has the key it needs does not wait, and who goes away does not end it for the others.
        var reading = Start();
        if (!has && reading is not null)
        {
            await reading.WaitAsync(ct);
        }

        // Also where nothing was waited for: a read may have ended since we looked.
        return _known?.Keys;
    }

    /// <summary>A read that goes on, or begins now; null when the last one was just now.</summary>
    private Task? Start()
    {
        lock (_starting)
        {
            if (_reading is { IsCompleted: false } running)
            {
                return running;
            }

            var pause = _known is null ? BetweenFirstReads : BetweenReads;
            if (_startedAt is { } at && time.GetElapsedTime(at) < pause)
            {
                return null;
            }

            _startedAt = time.GetTimestamp();
            return _reading = Read();
        }
    }

    private async Task Read()
    {
        var now = time.GetTimestamp();
        if (await server.Keys(CancellationToken.None) is { } keys)
        {
            _known = new Known(keys, now);
        }
    }
}
