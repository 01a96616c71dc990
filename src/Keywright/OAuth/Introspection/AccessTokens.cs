using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.SigningKeys;

namespace Keywright.OAuth.Introspection;

/// <summary>
/// Says whether an access token works and what for. What was found is kept for seconds, and dropped as soon as a right behind it is taken
/// away on any node: a hit costs no SQL.
/// </summary>
internal sealed class AccessTokens(
    KeywrightDatabase database, TokenSigner signer, Revocations revocations, OAuthSettings settings, CredentialSettings credentials,
    TimeProvider clock)
{
    // A JWT of many claims; more is refused before it is hashed.
    private const int Longest = 16 * 1024;
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<TokenHash, Kept> _kept = new();

    private sealed record Kept(AccessTokenState State, long Epoch, long LookedUpAt);

    /// <summary>Null when it does not work, whatever the reason.</summary>
    public async ValueTask<AccessTokenState?> Find(string? text, CancellationToken ct)
    {
        if (text is not { Length: > 0 and <= Longest })
        {
            return null;
        }

        var hash = TokenHash.Of(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var isFresh = !credentials.IsStrict && (revocations.IsFresh || await revocations.Refresh());
        if (isFresh && _kept.TryGetValue(hash, out var kept) && Holds(kept))
        {
            return kept.State.ExpiresAt > clock.GetUtcNow() ? kept.State : null;
        }

        var (epoch, began) = (revocations.Epoch, clock.GetTimestamp());
        var state = await LookUp(text, ct);
        if (state is not null && isFresh)
        {
            Keep(hash, new Kept(state, epoch, began));
        }

        return state;
    }

    private async ValueTask<AccessTokenState?> LookUp(string text, CancellationToken ct)
    {
        if (SecretToken.Parse(TokenKind.OAuthAccess, text) is { } opaque)
        {
            return await database.ReadOne(tx => AccessTokenLookup.ByHash(tx, opaque.Hash), ct);
        }

        return SignedAccessToken.Read(text, await signer.Verifying(ct), settings.Issuer, clock.GetUtcNow()) is { } signed
            && await database.ReadOne(tx => AccessTokenLookup.BySigned(tx, signed), ct) is { } state
            // A token of a grant that is gone is not one of a client that acts for itself.
            && (state.GrantId is null) == (signed.GrantId is null)
            ? state
            : null;
    }

    private bool Holds(Kept kept) => clock.GetElapsedTime(kept.LookedUpAt) < Revocations.CacheLifetime
        && !kept.State.DependsOn(subject => revocations.IsRevokedSince(subject, kept.Epoch));

    private void Keep(TokenHash hash, Kept kept)
    {
        if (_kept.Count >= Most)
        {
            // Rare and cheap: what is in use comes back with its next question.
            _kept.Clear();
        }

        _kept[hash] = kept;
    }
}
