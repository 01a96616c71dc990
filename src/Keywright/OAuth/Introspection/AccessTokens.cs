using System.Security.Cryptography;
using System.Text;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.OAuth.Clients;
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
    private readonly ClientDirectory _clients;
    private readonly Scopes _scopes;
    private readonly Resources _resources;
    private readonly Revocations _revocations;
    private readonly OAuthSettings _settings;
    private readonly CredentialSettings _credentials;
    private readonly TimeProvider _clock;
    private readonly Generations<TokenHash, Kept> _kept;

    public AccessTokens(
        KeywrightDatabase database, TokenSigner signer, ClientDirectory clients, Scopes scopes, Resources resources,
        Revocations revocations, OAuthSettings settings, CredentialSettings credentials, TimeProvider clock)
    {
        (_clients, _scopes, _resources) = (clients, scopes, resources);
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
        var state = await LookUp(text, ct) is { } found ? await Left(found, ct) : null;
        if (state is not null && isFresh)
        {
            _kept.Keep(hash, new Kept(state, epoch, began));
        }

        return state;
    }

    /// <summary>
    /// What a client gives up: also a token that does not work just now, and would again when its user may. Null when it is none of ours,
    /// or has ended.
    /// </summary>
    public async ValueTask<IssuedToken?> FindIssued(string text, CancellationToken ct) =>
        text.Length > Longest ? null
        : SecretToken.Parse(TokenKind.OAuthAccess, text) is { } opaque
            ? await _database.ReadOne(tx => AccessTokenLookup.Issued(tx, opaque.Hash), ct)
        : SignedAccessToken.Read(text, await _signer.Verifying(ct), _settings.Issuer, _clock.GetUtcNow()) is { } signed
            ? new IssuedToken(signed.TokenId, signed.ClientId, signed.ExpiresAt)
            {
                GrantId = signed.GrantId is { } grant ? new GrantId(grant) : null,
            }
        : null;

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

    /// <summary>What the client may have of it now: it may have lost some since.</summary>
    private async ValueTask<AccessTokenState?> Left(AccessTokenState token, CancellationToken ct) =>
        await _clients.Find(token.ClientId, ct) is { } client && _resources.Left(client, token.Audience) is { Count: > 0 } audience
            ? token with { Scopes = _scopes.Left(client, token.Scopes), Audience = audience }
            : null;

    private bool Holds(Kept kept) => _clock.GetElapsedTime(kept.LookedUpAt) < Revocations.CacheLifetime
        && !kept.State.DependsOn(subject => _revocations.IsRevokedSince(subject, kept.Epoch));
}
