using System.Collections.Concurrent;
using Keywright.Http;
using Keywright.Security.Revocations;

namespace Keywright.Authentication;

/// <summary>
/// The bounded cache of verified tokens. Two generations: when the young one is full the old one is dropped and they change places,
/// so a token in use survives and nothing is ever searched.
/// </summary>
internal sealed class VerifiedTokens(Revocations revocations, TimeProvider clock)
{
    private const int Generation = 50_000;

    private readonly Lock _turning = new();
    private ConcurrentDictionary<TokenHash, VerifiedToken> _young = new();
    private ConcurrentDictionary<TokenHash, VerifiedToken> _old = new();
    private int _youngCount;
    private long _hits;

    /// <summary>Grows with traffic; only whether it moved matters, so racing adds may be lost.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>
    /// The token, if it was verified a short while ago and nothing has happened since; null sends the caller to the database. A token that
    /// comes in the place of another <paramref name="kind"/> is not that token: a bearer token in a cookie would escape the CSRF rule.
    /// </summary>
    public VerifiedToken? Find(TokenHash hash, CallerKind kind)
    {
        _hits++;
        var isYoung = _young.TryGetValue(hash, out var token);
        if (!isYoung && !_old.TryGetValue(hash, out token))
        {
            return null;
        }

        if (!Holds(token!))
        {
            _ = _young.TryRemove(hash, out _);
            _ = _old.TryRemove(hash, out _);
            return null;
        }

        if (token!.Credential.Kind != kind)
        {
            return null;
        }

        if (!isYoung)
        {
            Put(hash, token);
        }

        return token;
    }

    /// <summary>Keeps a look-up's result, unless a revocation was seen while it ran.</summary>
    public void Keep(TokenHash hash, VerifiedToken token)
    {
        if (Holds(token))
        {
            Put(hash, token);
        }
    }

    private bool Holds(VerifiedToken token) =>
        clock.GetElapsedTime(token.LookedUpAt) < Revocations.CacheLifetime
        && !revocations.IsRevokedSince(token.Subject, token.Epoch)
        && !revocations.IsRevokedSince(token.Credential.UserId.Value, token.Epoch)
        && !HasChangedRole(token);

    /// <summary>A role that changed changes what all who have it may do, or may not do yet.</summary>
    private bool HasChangedRole(VerifiedToken token)
    {
        var roles = token.Credential.Roles.All;
        for (var i = 0; i < roles.Count; i++)
        {
            if (revocations.IsRevokedSince(roles[i].Id.Value, token.Epoch))
            {
                return true;
            }
        }

        return false;
    }

    private void Put(TokenHash hash, VerifiedToken token)
    {
        _young[hash] = token;

        // Counting every put overcounts replacements; turning a little early costs nothing. ConcurrentDictionary.Count takes all locks.
        if (Interlocked.Increment(ref _youngCount) >= Generation)
        {
            lock (_turning)
            {
                if (_youngCount >= Generation)
                {
                    _old = _young;
                    _young = new();
                    _youngCount = 0;
                }
            }
        }
    }
}
