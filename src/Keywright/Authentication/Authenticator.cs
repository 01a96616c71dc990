using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Authentication;

/// <summary>
/// Finds out who calls: parse the text, look in the cache of verified tokens, and only then ask the database, with one statement.
/// A hit costs no SQL.
/// </summary>
internal sealed class Authenticator(
    KeywrightDatabase database, VerifiedTokens cache, Revocations revocations, LastUsed lastUsed, ClientAddress addresses,
    CredentialSettings settings, IEnumerable<IAccessTokens> accessTokens, TimeProvider clock) : ICallers
{
    /// <summary>No secret of ours is longer; more is refused before it is hashed.</summary>
    private const int LongestToken = 200;

    private static readonly CallerOutcome.Refused Malformed = new(ProblemCode.Unauthenticated, "This is not a token of this server.");
    private static readonly CallerOutcome.Refused Unknown = new(ProblemCode.Unauthenticated, "The token is not known here.");
    private static readonly CallerOutcome.Refused Expired = new(ProblemCode.TokenExpired, "The token has expired.");
    private static readonly CallerOutcome.Refused Revoked = new(ProblemCode.TokenRevoked, "The token has been revoked.");

    private static readonly object AnswerKey = new();

    private sealed record Answer(TokenHash Hash, VerifiedToken? Token, CallerOutcome.Refused? Refused);

    public async ValueTask<CallerOutcome> Identify(HttpContext context, CancellationToken ct)
    {
        var (token, refused) = await Verify(context, ct);
        return token?.Known ?? refused ?? (CallerOutcome)CallerOutcome.Anonymous.Instance;
    }

    /// <summary>The verified token of a request, or why it is refused, or neither when there is none.</summary>
    public ValueTask<(VerifiedToken? Token, CallerOutcome.Refused? Refused)> Verify(HttpContext context, CancellationToken ct)
    {
        if (PresentedToken.From(context, settings, addresses) is not { } presented)
        {
            return default;
        }

        if (presented.Kind == CallerKind.AccessToken)
        {
            return VerifyAccessToken(presented, ct);
        }

        if (presented.Text.Length > LongestToken)
        {
            return new((null, Malformed));
        }

        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SanctumToken.HashOf(presented.Text, bytes);
        var hash = TokenHash.Of(bytes);
        return !settings.IsStrict && revocations.IsFresh && cache.Find(hash, presented.Kind) is { } token
            ? new(Used(token, context))
            : VerifyOnce(context, presented, hash, ct);
    }

    /// <summary>Whoever knows these tokens keeps what was found, and drops it when it must.</summary>
    private async ValueTask<(VerifiedToken? Token, CallerOutcome.Refused? Refused)> VerifyAccessToken(
        PresentedToken presented, CancellationToken ct)
    {
        foreach (var known in accessTokens)
        {
            if (await known.Find(presented.Text, ct) is { UserStatus: UserStatus.Active } credential)
            {
                return (new VerifiedToken(credential, credential.ExpiresAt, revocations.Epoch, clock.GetTimestamp()), null);
            }
        }

        return (null, Unknown);
    }

    /// <summary>A host's authentication and our own routes both ask: a request's second question costs nothing.</summary>
    private async ValueTask<(VerifiedToken? Token, CallerOutcome.Refused? Refused)> VerifyOnce(
        HttpContext context, PresentedToken presented, TokenHash hash, CancellationToken ct)
    {
        if (context.Items[AnswerKey] is Answer known && known.Hash == hash)
        {
            return (known.Token, known.Refused);
        }

        var (token, refused) = await VerifySlowly(context, presented, hash, ct);
        context.Items[AnswerKey] = new Answer(hash, token, refused);
        return (token, refused);
    }

    private async ValueTask<(VerifiedToken? Token, CallerOutcome.Refused? Refused)> VerifySlowly(
        HttpContext context, PresentedToken presented, TokenHash hash, CancellationToken ct)
    {
        // Without news of what others revoked nothing cached may be trusted; the database decides (or is away).
        var isFresh = !settings.IsStrict && await revocations.Refresh();
        if (isFresh && cache.Find(hash, presented.Kind) is { } cached)
        {
            return Used(cached, context);
        }

        var epoch = revocations.Epoch;
        var began = clock.GetTimestamp();
        var (credential, refused) = await Find(presented, ct);
        if (credential is null)
        {
            return (null, refused ?? Unknown);
        }

        var now = clock.GetUtcNow();
        var (expiresAt, why) = Judge(credential, presented, now);
        if (why is not null)
        {
            return (null, why);
        }

        var token = new VerifiedToken(credential, expiresAt, epoch, began);
        if (isFresh)
        {
            cache.Keep(hash, token);
        }

        return Used(token, context);
    }

    private async ValueTask<(Credential? Credential, CallerOutcome.Refused? Refused)> Find(PresentedToken presented, CancellationToken ct)
    {
        switch (presented.Kind)
        {
            case CallerKind.PersonalToken when SecretToken.Parse(TokenKind.PersonalAccess, presented.Text) is { } personal:
                return (await database.ReadOne(tx => CredentialLookup.ByPersonalToken(tx, personal.Hash), ct), null);
            case CallerKind.PersonalToken when !SanctumToken.SecretOf(presented.Text).IsEmpty:
                var hash = new byte[SHA256.HashSizeInBytes];
                SanctumToken.HashOf(presented.Text, hash);
                return (await database.ReadOne(tx => CredentialLookup.ByPersonalToken(tx, hash), ct), null);
            case CallerKind.SessionToken when settings.Guard != SessionGuard.Session && AccessToken.Parse(presented.Text) is { } access:
                return (await database.ReadOne(tx => CredentialLookup.ByAccessToken(tx, access.SessionId), ct), null);
            case CallerKind.SessionCookie when SecretToken.Parse(TokenKind.SessionCookie, presented.Text) is { } cookie:
                return (await database.ReadOne(tx => CredentialLookup.ByCookie(tx, cookie.Hash), ct), null);
            default:
                return (null, Malformed);
        }
    }

    /// <summary>Until when the presented secret works, or why it does not.</summary>
    private static (DateTimeOffset? ExpiresAt, CallerOutcome.Refused? Refused) Judge(
        Credential credential, PresentedToken presented, DateTimeOffset now)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SanctumToken.HashOf(presented.Text, hash);
        var expiresAt = credential.ExpiresAt;
        if (!CryptographicOperations.FixedTimeEquals(hash, credential.Hash))
        {
            // The access token before the last refresh lives out its time: requests under way keep working.
            if (!CryptographicOperations.FixedTimeEquals(hash, credential.PreviousHash))
            {
                return (null, Unknown);
            }

            expiresAt = credential.PreviousExpiresAt;
        }

        if (credential.SessionExpiresAt < expiresAt)
        {
            expiresAt = credential.SessionExpiresAt;
        }

        return credential.IsRevoked || credential.UserStatus != UserStatus.Active ? (null, Revoked)
            : expiresAt <= now ? (null, Expired)
            : (expiresAt, null);
    }

    private (VerifiedToken? Token, CallerOutcome.Refused? Refused) Used(VerifiedToken token, HttpContext context)
    {
        var now = clock.GetUtcNow();
        if (token.ExpiresAtTicks <= now.UtcTicks)
        {
            return (null, Expired);
        }

        lastUsed.Note(token, addresses, context, now);
        return (token, null);
    }
}
