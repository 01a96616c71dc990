using System.Collections.Concurrent;
using Keywright.Security.Jose;

namespace Keywright.Client;

/// <summary>
/// The DPoP proofs of the last two minutes, so that each works once (RFC 9449 §11.1), in this process. When there are too many to remember,
/// proofs are refused: forgetting one would let it be used again.
/// </summary>
internal sealed class ProofMemory(TimeProvider time)
{
    private const int Most = 200_000;

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Thumbprint, string Id), DateTimeOffset> _seen = new();
    private readonly Lock _sweeping = new();
    private long _sweptAt;
    private int _count;

    /// <summary>True for the first use of a proof that is not too old; of many at once, one gets it.</summary>
    public bool Use(ProofToken proof)
    {
        var now = time.GetUtcNow();
        Sweep(now);
        if (Volatile.Read(ref _count) >= Most || !_seen.TryAdd((proof.Thumbprint, proof.Id), proof.IssuedAt + ExpectedProof.Window))
        {
            return false;
        }

        _ = Interlocked.Increment(ref _count);
        return true;
    }

    private void Sweep(DateTimeOffset now)
    {
        if (now.UtcTicks - Volatile.Read(ref _sweptAt) < BetweenSweeps.Ticks || !_sweeping.TryEnter())
        {
            return;
        }

        try
        {
            Volatile.Write(ref _sweptAt, now.UtcTicks);
            foreach (var old in _seen.Where(entry => entry.Value < now))
            {
                if (_seen.TryRemove(old))
                {
                    _ = Interlocked.Decrement(ref _count);
                }
            }
        }
        finally
        {
            _sweeping.Exit();
        }
    }
}
