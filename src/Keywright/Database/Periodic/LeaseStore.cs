namespace Keywright.Database.Periodic;

/// <summary>
/// All writes to <c>leases</c>. A lease ends by the database's own clock, so nodes whose clocks differ agree, and a node that dies keeps
/// nothing for ever. On SQLite and PostgreSQL alike the statement decides: of many at once, one gets it.
/// </summary>
internal static class LeaseStore
{
    /// <summary>
    /// Takes the lease for <paramref name="duration"/> from now on, or goes on with one that <paramref name="holder"/> has.
    /// False while it is another's. In a unit of work that does the thing itself, it keeps others out until that unit ends.
    /// </summary>
    public static async ValueTask<bool> TryTake(Tx tx, string name, string holder, TimeSpan duration)
    {
        var now = Now(tx);
        return await tx.Execute($"""
            INSERT INTO kw.leases AS l (name, holder, taken_at, expires_at)
            VALUES ({name}, {holder}, {now}, {After(tx, duration)})
            ON CONFLICT (name) DO UPDATE
               SET holder = excluded.holder, expires_at = excluded.expires_at,
                   taken_at = CASE WHEN l.holder = excluded.holder THEN l.taken_at ELSE excluded.taken_at END
             WHERE l.holder = excluded.holder OR l.expires_at <= {now}
            """) > 0;
    }

    /// <summary>Whether <see cref="TryTake"/> has a chance: a look, which costs no writer's turn.</summary>
    public static async ValueTask<bool> IsFree(Tx tx, string name, string holder) => await tx.Find($"""
        SELECT holder FROM kw.leases WHERE name = {name} AND holder <> {holder} AND expires_at > {Now(tx)}
        """, row => row.Text("holder")) is null;

    /// <summary>
    /// Makes the lease last <paramref name="duration"/> from now on. False when it is lost: it ended, and another may have had it since.
    /// </summary>
    public static async ValueTask<bool> Renew(Tx tx, string name, string holder, TimeSpan duration) => await tx.Execute($"""
        UPDATE kw.leases SET expires_at = {After(tx, duration)}
         WHERE name = {name} AND holder = {holder} AND expires_at > {Now(tx)}
        """) > 0;

    /// <summary>Gives the lease back before its end.</summary>
    public static ValueTask<int> Release(Tx tx, string name, string holder) => tx.Execute($"""
        DELETE FROM kw.leases WHERE name = {name} AND holder = {holder}
        """);

    private static Sql Now(Tx tx) => tx.Dialect.Choose<Sql>(
        sqlite: $"strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
        postgres: $"clock_timestamp()");

    private static Sql After(Tx tx, TimeSpan duration)
    {
        var milliseconds = (long)duration.TotalMilliseconds;
        return tx.Dialect.Choose<Sql>(
            sqlite: $"strftime('%Y-%m-%dT%H:%M:%fZ', 'now', printf('%+.3f seconds', {milliseconds} / 1000.0))",
            postgres: $"clock_timestamp() + {milliseconds} * interval '1 millisecond'");
    }
}
