using Keywright.Database;

namespace Keywright.Security.Throttle;

/// <summary>A place where guesses are counted: one for unknown devices together, one for each known device, session …</summary>
internal readonly record struct Lane(byte[] Identifier, string Name)
{
    /// <summary>All devices that never signed in share one lane, so a botnet has no more guesses than one machine.</summary>
    public const string Shared = "shared";

    /// <summary>Of those who hold a mailed link, for the password of its user.</summary>
    public const string Mailed = "mailed";

    public static string Of(DeviceId device) => "device:" + device;

    public static string Of(SessionId session) => "session:" + session;
}

/// <summary>The reserved attempt: its number in the window, and, when it was the last, until when the lane is locked.</summary>
internal sealed record Attempt(int Number, DateTimeOffset? LockedUntil);

/// <summary>All writes to <c>sign_in_lanes</c>.</summary>
internal static class LaneStore
{
    /// <summary>
    /// Takes one attempt before anything is evaluated, or null when the lane is locked. One statement decides: of two hundred parallel
    /// guesses at most <see cref="LockoutOptions.MaxAttempts"/> get an attempt.
    /// </summary>
    public static ValueTask<Attempt?> Reserve(Tx tx, Lane lane, LockoutOptions options)
    {
        var end = tx.Now + options.Duration;
        var first = options.MaxAttempts == 1 ? end : (DateTimeOffset?)null;
        return tx.Find($"""
            INSERT INTO kw.sign_in_lanes AS l (identifier_hash, lane, attempts, window_ends_at, locked_until)
            VALUES ({lane.Identifier}, {lane.Name}, 1, {end}, {first})
            ON CONFLICT (identifier_hash, lane) DO UPDATE
               SET attempts = CASE WHEN l.window_ends_at <= {tx.Now} THEN 1 ELSE l.attempts + 1 END,
                   locked_until = CASE WHEN l.window_ends_at <= {tx.Now} THEN {first}
                                       WHEN l.attempts + 1 >= {options.MaxAttempts} THEN {end} END,
                   window_ends_at = CASE WHEN l.window_ends_at <= {tx.Now} OR l.attempts + 1 >= {options.MaxAttempts} THEN {end}
                                         ELSE l.window_ends_at END
             WHERE l.locked_until IS NULL OR l.locked_until <= {tx.Now}
            RETURNING attempts, locked_until
            """, row => new Attempt(row.Int("attempts"), row.InstantOrNull("locked_until")));
    }

    /// <summary>Until when the lane is locked, or null.</summary>
    public static ValueTask<DateTimeOffset?> LockedUntil(Tx tx, Lane lane) => tx.FindValue($"""
        SELECT locked_until FROM kw.sign_in_lanes
         WHERE identifier_hash = {lane.Identifier} AND lane = {lane.Name} AND locked_until > {tx.Now}
        """, row => row.Instant("locked_until"));

    /// <summary>Takes one attempt back that was not evaluated after all; where it was the last, the lane opens again.</summary>
    public static ValueTask<int> GiveBack(Tx tx, Lane lane) => tx.Execute($"""
        UPDATE kw.sign_in_lanes SET attempts = attempts - 1, locked_until = NULL
         WHERE identifier_hash = {lane.Identifier} AND lane = {lane.Name} AND attempts > 0
        """);

    /// <summary>After a success: the lane begins anew.</summary>
    public static ValueTask Refund(Tx tx, Lane lane) => tx.Later($"""
        DELETE FROM kw.sign_in_lanes WHERE identifier_hash = {lane.Identifier} AND lane = {lane.Name}
        """);

    /// <summary>Opens every lane of an identifier: an administrator's unlock, or a new password.</summary>
    public static ValueTask<int> Clear(Tx tx, byte[] identifier) => tx.Execute($"""
        DELETE FROM kw.sign_in_lanes WHERE identifier_hash = {identifier}
        """);

    /// <summary>Lanes whose window is over: they count for nothing any more.</summary>
    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.sign_in_lanes WHERE window_ends_at <= {tx.Now}
        """);

    /// <summary>Deletes up to <paramref name="limit"/> of them and returns how many it deleted.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.sign_in_lanes WHERE (identifier_hash, lane) IN
            (SELECT identifier_hash, lane FROM kw.sign_in_lanes WHERE window_ends_at <= {tx.Now}
              LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
