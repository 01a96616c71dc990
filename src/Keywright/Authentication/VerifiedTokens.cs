using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.Authentication;

/// <summary>The cache of verified tokens.</summary>
internal sealed class VerifiedTokens
{
    private const int Generation = 50_000;

    private readonly Revocations _revocations;
    private readonly TimeProvider _clock;
    private readonly Generations<TokenHash, VerifiedToken> _kept;
    private long _hits;

    public VerifiedTokens(Revocations revocations, TimeProvider clock)
    {
        (_revocations, _clock) = (revocations, clock);
        _kept = new(Generation, Holds);
    }

    /// <summary>Grows with traffic; only whether it moved matters, so racing adds may be lost.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>
    /// The token, if it was verified a short while ago and nothing has happened since; null sends the caller to the database. A token that
    /// comes in the place of another <paramref name="kind"/> is not that token: a bearer token in a cookie would escape the CSRF rule.
    /// </summary>
    public VerifiedToken? Find(TokenHash hash, CallerKind kind)
    {
        _hits++;
        return _kept.Find(hash) is { } token && token.Credential.Kind == kind ? token : null;
    }

    /// <summary>Keeps a look-up's result, unless a revocation was seen while it ran.</summary>
    public void Keep(TokenHash hash, VerifiedToken token) => _kept.Keep(hash, token);

    private bool Holds(VerifiedToken token) =>
        _clock.GetElapsedTime(token.LookedUpAt) < Revocations.CacheLifetime
        && !_revocations.IsRevokedSince(token.Subject, token.Epoch)
        && !_revocations.IsRevokedSince(token.Credential.UserId.Value, token.Epoch)
        && !HasChangedRole(token);

    /// <summary>A role that changed changes what all who have it may do, or may not do yet.</summary>
    private bool HasChangedRole(VerifiedToken token)
    {
        var roles = token.Credential.Roles.All;
        for (var i = 0; i < roles.Count; i++)
        {
            if (_revocations.IsRevokedSince(roles[i].Id.Value, token.Epoch))
            {
                return true;
            }
        }

        return false;
    }
}
