using Keywright.Database;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database;

public sealed class KernelOnSqlite() : KernelTests(new SqliteTestDatabase());

public sealed class KernelOnPostgres() : KernelTests(new PostgresTestDatabase());

/// <summary>What every store relies on, whatever the database.</summary>
public abstract class KernelTests(TestDatabase database) : IAsyncLifetime
{
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await database.Open();
        await _database.Write(async tx =>
        {
            await tx.Execute($"CREATE TABLE kw.counters (name text PRIMARY KEY, count integer NOT NULL)");
            return await tx.Execute($"INSERT INTO kw.counters VALUES ({"visits"}, {0})");
        });
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Whatever_a_unit_returns_commits()
    {
        var refusal = await _database.Write(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            return "refused";
        });

        Assert.Equal("refused", refusal);
        Assert.Equal(7, await Count());
    }

    [Fact]
    public async Task An_exception_rolls_back_all_of_its_unit()
    {
        await Assert.ThrowsAsync<FormatException>(async () => await _database.Write<int>(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            await tx.Later($"INSERT INTO kw.counters VALUES ({"other"}, {1})");
            throw new FormatException();
        }));

        Assert.Equal(0, await Count());
        Assert.Equal(1, await Rows());
    }

    [Fact]
    public async Task A_failed_statement_rolls_back_its_unit()
    {
        await Assert.ThrowsAnyAsync<Exception>(async () => await _database.Write(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            return await tx.Execute($"INSERT INTO kw.counters VALUES ({"visits"}, {1})");
        }));

        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task A_unit_of_no_statement_is_nothing_to_fear() => Assert.Equal(3, await _database.Write(_ => ValueTask.FromResult(3)));

    [Fact]
    public async Task Effects_run_after_the_commit_and_before_the_answer()
    {
        var seen = -1;

        await _database.Write(async tx =>
        {
            tx.OnCommitted(() => seen = Count().GetAwaiter().GetResult());
            return await tx.Execute($"UPDATE kw.counters SET count = {7}");
        });

        Assert.Equal(7, seen);
    }

    [Fact]
    public async Task Effects_of_a_unit_that_rolls_back_are_forgotten()
    {
        var ran = false;

        await Assert.ThrowsAsync<FormatException>(async () => await _database.Write<int>(async tx =>
        {
            tx.OnCommitted(() => ran = true);
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            throw new FormatException();
        }));

        Assert.False(ran);
    }

    [Fact]
    public async Task What_is_put_off_runs_in_order_and_before_the_next_statement()
    {
        var count = await _database.Write(async tx =>
        {
            await tx.Later($"UPDATE kw.counters SET count = {5}");
            await tx.Later($"UPDATE kw.counters SET count = count * {3}");
            var between = await tx.FindValue($"SELECT count FROM kw.counters", row => row.Int("count"));
            await tx.Later($"UPDATE kw.counters SET count = count + {1}");
            return between;
        });

        Assert.Equal(15, count);
        Assert.Equal(16, await Count());
    }

    [Fact]
    public async Task What_is_put_off_may_return_rows_that_nobody_wants()
    {
        await _database.Write(async tx =>
        {
            await tx.Later($"UPDATE kw.counters SET count = {5} RETURNING count");
            await tx.Later($"SELECT count FROM kw.counters");
            return await tx.FindValue($"SELECT count + 1 AS more FROM kw.counters", row => row.Int("more"));
        });

        Assert.Equal(5, await Count());
    }

    [Fact]
    public async Task A_failure_of_what_was_put_off_fails_the_unit()
    {
        var ran = false;

        await Assert.ThrowsAnyAsync<Exception>(async () => await _database.Write(async tx =>
        {
            tx.OnCommitted(() => ran = true);
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            await tx.Later($"INSERT INTO kw.counters VALUES ({"visits"}, {1})");
            await tx.Later($"INSERT INTO kw.counters VALUES ({"other"}, {1})");
            return "done";
        }));

        Assert.False(ran);
        Assert.Equal(0, await Count());
        Assert.Equal(1, await Rows());
    }

    [Fact]
    public async Task Execute_tells_how_many_rows_changed()
    {
        await _database.Write(tx => tx.Execute($"INSERT INTO kw.counters VALUES ({"a"}, {1}), ({"b"}, {2})"));

        Assert.Equal(3, await _database.Write(tx => tx.Execute($"UPDATE kw.counters SET count = count + 1")));
        Assert.Equal(0, await _database.Write(tx => tx.Execute($"DELETE FROM kw.counters WHERE name = {"nobody"}")));
        Assert.Equal(1, await _database.Write(async tx =>
        {
            await tx.Later($"UPDATE kw.counters SET count = count + 1");
            return await tx.Execute($"DELETE FROM kw.counters WHERE name = {"a"}");
        }));
    }

    [Fact]
    public async Task A_read_sees_one_snapshot()
    {
        var (before, after) = await _database.Read(async tx =>
        {
            var before = await tx.FindValue($"SELECT count FROM kw.counters", row => row.Int("count"));
            Task.Run(async () => await _database.Write(tx => tx.Execute($"UPDATE kw.counters SET count = {7}"))).GetAwaiter().GetResult();
            return (before, await tx.FindValue($"SELECT count FROM kw.counters", row => row.Int("count")));
        });

        Assert.Equal(0, before);
        Assert.Equal(0, after);
        Assert.Equal(7, await Count());
    }

    [Fact]
    public async Task A_read_can_not_write() => await Assert.ThrowsAnyAsync<Exception>(async () =>
        await _database.Read(tx => tx.Execute($"UPDATE kw.counters SET count = {7}")));

    [Fact]
    public async Task ReadOne_is_for_one_statement() => await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        await _database.ReadOne(async tx =>
        {
            await tx.FindValue($"SELECT count FROM kw.counters", row => row.Int("count"));
            return await tx.FindValue($"SELECT count FROM kw.counters", row => row.Int("count"));
        }));

    [Fact]
    public async Task A_statement_after_the_end_of_its_unit_is_refused()
    {
        Tx escaped = null!;
        await _database.Write(async tx =>
        {
            escaped = tx;
            return await tx.Execute($"UPDATE kw.counters SET count = {7}");
        });

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await escaped.Execute($"UPDATE kw.counters SET count = {8}"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await escaped.Later($"UPDATE kw.counters SET count = {8}"));
        Assert.Equal(7, await Count());
    }

    [Fact]
    public async Task No_increment_of_twenty_at_once_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
            await _database.Write(tx => tx.Execute($"UPDATE kw.counters SET count = count + 1 WHERE name = {"visits"}")))));

        Assert.Equal(20, await Count());
    }

    [Fact]
    public async Task A_cancelled_caller_starts_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _database.Write(tx => tx.Execute($"UPDATE kw.counters SET count = {7}"), cancelled.Token));
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task Everything_in_a_unit_happens_at_one_instant_of_the_clock()
    {
        var first = await _database.Write(tx => ValueTask.FromResult(tx.Now));
        database.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(first + TimeSpan.FromMinutes(1), await _database.Read(tx => ValueTask.FromResult(tx.Now)));
    }

    private async Task<int> Count() => await _database.ReadOne(tx =>
        tx.FindValue($"SELECT count FROM kw.counters WHERE name = {"visits"}", row => row.Int("count"))) ?? -1;

    private async Task<int> Rows() =>
        await _database.ReadOne(tx => tx.FindValue($"SELECT count(*) AS rows FROM kw.counters", row => row.Int("rows"))) ?? -1;
}
