using System.Security.Cryptography;
using System.Text;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.SigningKeys;

namespace Keywright.OAuth.Introspection;

/// <summary>
/// Says whether an access token works and what for. What was found is kept for seconds, and dropped as soon as a right behind it is taken
/// away on any node: a hit costs no SQL.
/// </summary>
internal sealed class AccessTokens
{
    // A JWT of many claims; more is refused before it is hashed.
    private const int Longest = 16 * 1024;
    private const int Generation = 50_000;

    private readonly KeywrightDatabase _database;
    private readonly TokenSigner _signer;
    private readonly Revocations _revocations;
    private readonly OAuthSettings _settings;
    private readonly CredentialSettings _credentials;
    private readonly TimeProvider _clock;
    private readonly Generations<TokenHash, Kept> _kept;

    public AccessTokens(
        KeywrightDatabase database, TokenSigner signer, Revocations revocations, OAuthSettings settings, CredentialSettings credentials,
        TimeProvider clock)
    {
        (_database, _signer, _revocations, _settings) = (database, signer, revocations, settings);
        (_credentials, _clock) = (credentials, clock);
        _kept = new(Generation, Holds);
    }

    private sealed record Kept(AccessTokenState State, long Epoch, long LookedUpAt);

    /// <summary>Null when it does not work, whatever the reason.</summary>
    public async ValueTask<AccessTokenState?> Find(string? text, CancellationToken ct)
    {
        if (text is not { Length: > 0 and <= Longest })
        {
            return null;
        }

        var hash = TokenHash.Of(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var isFresh = !_credentials.IsStrict && (_revocations.IsFresh || await _revocations.Refresh());
        if (isFresh && _kept.Find(hash) is { } kept)
        {
            return kept.State.ExpiresAt > _clock.GetUtcNow() ? kept.State : null;
        }

        var (epoch, began) = (_revocations.Epoch, _clock.GetTimestamp());
        var state = await LookUp(text, ct);
        if (state is not null && isFresh)
        {
            _kept.Keep(hash, new Kept(state, epoch, began));
        }

        return state;
    }

    private async ValueTask<AccessTokenState?> LookUp(string text, CancellationToken ct)
    {
        if (SecretToken.Parse(TokenKind.OAuthAccess, text) is { } opaque)
        {
            return await _database.ReadOne(tx => AccessTokenLookup.ByHash(tx, opaque.Hash), ct);
        }

        return SignedAccessToken.Read(text, await _signer.Verifying(ct), _settings.Issuer, _clock.GetUtcNow()) is { } signed
            && await _database.ReadOne(tx => AccessTokenLookup.BySigned(tx, signed), ct) is { } state
            // A token of a grant that is gone is not one of a client that acts for itself.
            && (state.GrantId is null) == (signed.GrantId is null)
            ? state
            : null;
    }

    private bool Holds(Kept kept) => _clock.GetElapsedTime(kept.LookedUpAt) < Revocations.CacheLifetime
        && !kept.State.DependsOn(subject => _revocations.IsRevokedSince(subject, kept.Epoch));
}
