using System.Collections.Concurrent;

namespace Keywright.Security;

/// <summary>
/// A bounded cache of two generations: when the young one is full the old one is dropped and they change places, so what is in use
/// survives and nothing is ever searched. At most twice <paramref name="size"/> entries are kept.
/// </summary>
/// <param name="size">Entries of a generation.</param>
/// <param name="holds">Whether an entry may still be used; what may not is forgotten when it is asked for.</param>
/// <param name="comparer">Of the keys.</param>
internal sealed class Generations<TKey, TValue>(int size, Func<TValue, bool> holds, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _turning = new();
    private ConcurrentDictionary<TKey, TValue> _young = new(comparer);
    private ConcurrentDictionary<TKey, TValue> _old = new(comparer);
    private int _youngCount;

    public TValue? Find(TKey key)
    {
        var isYoung = _young.TryGetValue(key, out var value);
        if (!isYoung && !_old.TryGetValue(key, out value))
        {
            return null;
        }

        if (!holds(value!))
        {
            _ = _young.TryRemove(key, out _);
            _ = _old.TryRemove(key, out _);
            return null;
        }

        if (!isYoung)
        {
            Put(key, value!);
        }

        return value;
    }

    /// <summary>Keeps what was looked up, unless something has happened to it meanwhile.</summary>
    public void Keep(TKey key, TValue value)
    {
        if (holds(value))
        {
            Put(key, value);
        }
    }

    private void Put(TKey key, TValue value)
    {
        _young[key] = value;

        // Counting every put overcounts replacements; turning a little early costs nothing. ConcurrentDictionary.Count takes all locks.
        if (Interlocked.Increment(ref _youngCount) >= size)
        {
            lock (_turning)
            {
                if (_youngCount >= size)
                {
                    _old = _young;
                    _young = new(comparer);
                    _youngCount = 0;
                }
            }
        }
    }
}
