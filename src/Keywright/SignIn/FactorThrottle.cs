using System.Net;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security.Keys;
using Keywright.Security.Throttle;
using Keywright.Sessions;

namespace Keywright.SignIn;

/// <summary>A reserved answer to a challenge, and the lanes it was counted in.</summary>
internal sealed record FactorAttempt(IReadOnlyList<Lane> Lanes, RateLimitState Limit, string LimitKey)
{
    /// <summary>For how long codes of this user are not evaluated here, if they are not.</summary>
    public TimeSpan? LockedFor { get; init; }
}

/// <summary>
/// Counts answers to challenges before they are evaluated. Six digits can be guessed by whoever knows the password and has time, so beside
/// the lane of a quarter of an hour there is one of a day. A recovery code can't be guessed: it is only limited, so that it always helps.
/// </summary>
internal sealed class FactorThrottle(IdentifierHash identifiers, LockoutOptions lockout, RateLimiter limiter)
{
    // Thirty codes a day, of which three are right: one chance in eleven thousand a day.
    private static readonly LockoutOptions Daily = new() { MaxAttempts = 30, Duration = TimeSpan.FromDays(1) };

    public async ValueTask<FactorAttempt> Reserve(Tx tx, IPAddress? address, SignInChallenge challenge, bool isGuessable)
    {
        var place = challenge.DeviceId is { } device ? Lane.Of(device) : Lane.Shared;
        var limitKey = $"{ClientAddress.LimitKey(address)}\nsecond factor\n{challenge.UserId}\n{place}";
        var limit = await limiter.Take(tx, RateLimit.GuessIdentifier, limitKey);
        if (!limit.Allowed || !isGuessable)
        {
            return new FactorAttempt([], limit, limitKey);
        }

        var user = identifiers.Of("second factor:" + challenge.UserId);
        var (now, day) = (new Lane(user, place), new Lane(user, "day:" + place));
        var isReserved = await LaneStore.Reserve(tx, now, lockout) is not null && await LaneStore.Reserve(tx, day, Daily) is not null;
        return new FactorAttempt([now, day], limit, limitKey) { LockedFor = isReserved ? null : await LockedFor(tx, now, day) };
    }

    /// <summary>After a right code: the lanes begin anew.</summary>
    public async ValueTask Refund(Tx tx, FactorAttempt attempt)
    {
        await limiter.Refund(tx, RateLimit.GuessIdentifier, attempt.LimitKey);
        foreach (var lane in attempt.Lanes)
        {
            await LaneStore.Refund(tx, lane);
        }
    }

    private static async ValueTask<TimeSpan?> LockedFor(Tx tx, Lane now, Lane day) =>
        (await LaneStore.LockedUntil(tx, day) ?? await LaneStore.LockedUntil(tx, now) ?? tx.Now) - tx.Now;
}
