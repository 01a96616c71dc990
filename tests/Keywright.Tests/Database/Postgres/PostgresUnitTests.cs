using Keywright.Database;
using Keywright.Tests.Support;
using Npgsql;

namespace Keywright.Tests.Database.Postgres;

/// <summary>How units of work behave where PostgreSQL differs from SQLite.</summary>
public sealed class PostgresUnitTests : IAsyncLifetime
{
    private readonly PostgresTestDatabase _test = new();
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await _test.Open();
        await _database.Write(async tx =>
        {
            await tx.Execute($"CREATE TABLE kw.counters (name text PRIMARY KEY, count integer NOT NULL)");
            return await tx.Execute($"INSERT INTO kw.counters VALUES ({"a"}, {0}), ({"b"}, {0})");
        });
    }

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task A_unit_runs_again_after_a_collision(string code)
    {
        var runs = 0;
        var effects = 0;

        await _database.Write(async tx =>
        {
            tx.OnCommitted(() => effects++);
            await tx.Execute($"UPDATE kw.counters SET count = count + 1");
            if (++runs < 4)
            {
                await Raise(tx, code);
            }

            return runs;
        });

        Assert.Equal(4, runs);
        Assert.Equal(1, effects);
        Assert.Equal(1, await Count("a"));
    }

    [Fact]
    public async Task A_collision_of_what_was_put_off_runs_the_unit_again()
    {
        var runs = 0;

        await _database.Write(async tx =>
        {
            await tx.Later($"UPDATE kw.counters SET count = count + 1");
            if (++runs == 1)
            {
                await tx.Later($"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$");
            }

            return runs;
        });

        Assert.Equal(2, runs);
        Assert.Equal(1, await Count("a"));
    }

    [Fact]
    public async Task Endless_collisions_end_as_busy()
    {
        var error = await Assert.ThrowsAsync<DatabaseException>(async () => await _database.Write(async tx =>
        {
            await Raise(tx, "40001");
            return 0;
        }));

        Assert.Equal(DatabaseProblem.Busy, error.Problem);
    }

    [Fact]
    public async Task Units_that_lock_each_other_out_both_succeed()
    {
        using var both = new Barrier(2);
        var isFirst = true;

        async Task<int> Both(string one, string other) => await _database.Write(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = count + 1 WHERE name = {one}");
            if (Volatile.Read(ref isFirst))
            {
                both.SignalAndWait();
                Volatile.Write(ref isFirst, false);
            }

            return await tx.Execute($"UPDATE kw.counters SET count = count + 1 WHERE name = {other}");
        });

        await Task.WhenAll(Task.Run(() => Both("a", "b")), Task.Run(() => Both("b", "a")));

        Assert.Equal(2, await Count("a"));
        Assert.Equal(2, await Count("b"));
    }

    [Fact]
    public async Task A_failure_that_the_body_swallows_fails_the_unit_all_the_same()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(async () => await _database.Write(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            await Assert.ThrowsAsync<PostgresException>(async () => await tx.Execute($"INSERT INTO kw.counters VALUES ({"a"}, {1})"));
            return "done";
        }));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
        Assert.Equal(0, await Count("a"));
    }

    [Fact]
    public async Task A_constraint_checked_at_the_commit_rolls_back_and_is_no_unknown_outcome()
    {
        await _database.Write(tx => tx.Execute($"""
            ALTER TABLE kw.counters ADD CONSTRAINT once UNIQUE (count, name) DEFERRABLE INITIALLY DEFERRED,
                                    ADD COLUMN twin integer UNIQUE DEFERRABLE INITIALLY DEFERRED
            """));

        var error = await Assert.ThrowsAsync<PostgresException>(async () =>
            await _database.Write(tx => tx.Execute($"UPDATE kw.counters SET twin = {1}")));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
    }

    [Fact]
    public async Task Two_statements_at_once_are_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _database.Write(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            var slow = tx.Execute($"SELECT pg_sleep(0.2)").AsTask();
            var second = tx.Execute($"UPDATE kw.counters SET count = {8}").AsTask();
            await Task.WhenAll(slow, second);
            return 0;
        }));

        Assert.Equal(0, await Count("a"));
    }

    [Fact]
    public async Task A_unit_that_ends_before_its_statement_is_refused_and_the_pool_survives()
    {
        Task? forgotten = null;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _database.Write(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            forgotten = tx.Execute($"SELECT pg_sleep(0.2)").AsTask();
            return 0;
        }));

        await forgotten!;
        Assert.Equal(0, await Count("a"));
    }

    [Fact]
    public async Task A_cancelled_unit_rolls_back_between_its_statements()
    {
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _database.Write(
            async tx =>
            {
                await tx.Execute($"UPDATE kw.counters SET count = {7}");
                await cancel.CancelAsync();
                return await tx.Execute($"UPDATE kw.counters SET count = {8}");
            },
            cancel.Token));

        Assert.Equal(0, await Count("a"));
    }

    [Fact]
    public async Task A_caller_who_leaves_after_the_last_statement_does_not_stop_the_commit()
    {
        using var cancel = new CancellationTokenSource();

        await _database.Write(
            async tx =>
            {
                await tx.Execute($"UPDATE kw.counters SET count = {7}");
                await cancel.CancelAsync();
                return 0;
            },
            cancel.Token);

        Assert.Equal(7, await Count("a"));
    }

    [Fact]
    public async Task A_schema_that_changes_under_prepared_statements_is_not_felt()
    {
        async Task<int?> Newest() => await _database.ReadOne(tx =>
            tx.FindValue($"SELECT count FROM kw.counters WHERE name = {"a"}", row => (int)row.Long("count")));
        for (var i = 0; i < 5; i++)
        {
            _ = await Newest();
        }

        await _database.Write(tx => tx.Execute($"ALTER TABLE kw.counters ALTER COLUMN count TYPE bigint"));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, await Newest());
        }
    }

    private static async Task Raise(Tx tx, string code) => await tx.Execute(code == "40001"
        ? (Sql)$"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$"
        : $"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$");

    private async Task<int> Count(string name) =>
        await _database.ReadOne(tx => tx.FindValue($"SELECT count FROM kw.counters WHERE name = {name}", row => row.Int("count"))) ?? -1;
}
