using System.Collections.Concurrent;

namespace Keywright.Http;

/// <summary>
/// Keys known on this node to be over their limit, until their window ends: a flood costs no SQL. Forgetting one early costs one
/// statement and no right, so the size is simply bounded.
/// </summary>
internal sealed class RateLimitMemory(int capacity = 20_000)
{
    private readonly ConcurrentDictionary<Key, DateTimeOffset> _until = new();

    public int Count => _until.Count;

    public DateTimeOffset? OverUntil(byte[] keyHash, DateTimeOffset now)
    {
        var key = Key.Of(keyHash);
        if (!_until.TryGetValue(key, out var until))
        {
            return null;
        }

        if (until > now)
        {
            return until;
        }

        _ = _until.TryRemove(new(key, until));
        return null;
    }

    public void Remember(byte[] keyHash, DateTimeOffset until, DateTimeOffset now)
    {
        if (_until.Count >= capacity)
        {
            Sweep(now);
        }

        _until[Key.Of(keyHash)] = until;
    }

    public void Forget(byte[] keyHash) => _ = _until.TryRemove(Key.Of(keyHash), out _);

    private void Sweep(DateTimeOffset now)
    {
        foreach (var entry in _until)
        {
            if (entry.Value <= now)
            {
                _ = _until.TryRemove(entry);
            }
        }

        if (_until.Count >= capacity)
        {
            _until.Clear();
        }
    }

    /// <summary>The first half of a keyed hash: nobody can aim at a collision.</summary>
    private readonly record struct Key(UInt128 Value)
    {
        public static Key Of(byte[] keyHash) => new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(keyHash));
    }
}
