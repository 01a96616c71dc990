using System.Diagnostics;
using Keywright.Database;
using Keywright.Database.Sqlite;

namespace Keywright.Tests.Database.Sqlite;

public sealed class SqliteWriterTests
{
    [Fact]
    public async Task A_failing_unit_does_not_undo_its_neighbours()
    {
        await using var file = await SqliteTestFile.WithNotes();
        var gate = new WriterGate(file.Database);
        var tasks = Enumerable.Range(0, 100).Select(i => SqliteTestFile.Outcome(() => file.Database.Write(async tx =>
        {
            _ = await tx.Execute($"INSERT INTO kw.notes (text) VALUES ({i.ToString()})");
            return i % 3 == 0 ? throw new InvalidDataException("no " + i) : i;
        }).AsTask())).ToArray();
        gate.Open();

        var outcomes = await Task.WhenAll(tasks);

        Assert.All(outcomes.Index(), o => Assert.Equal(o.Index % 3 == 0 ? "no " + o.Index : null, o.Item?.Message));
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 3 != 0).Select(i => i.ToString()), await file.Notes());
    }

    [Fact]
    public async Task A_unit_that_swallows_a_failed_statement_is_rolled_back()
    {
        await using var file = await SqliteTestFile.WithNotes();

        await Assert.ThrowsAsync<SqliteException>(() => file.Database.Write(async tx =>
        {
            _ = await tx.Execute($"INSERT INTO kw.notes (id, text) VALUES (1, 'a')");
            try
            {
                _ = await tx.Execute($"INSERT INTO kw.notes (id, text) VALUES (1, 'b')");
            }
            catch (SqliteException)
            {
                // As no unit should.
            }

            return 1;
        }).AsTask());

        Assert.Empty(await file.Notes());
    }

    [Fact]
    public async Task A_dead_group_tells_all_its_units_and_the_next_one_works()
    {
        await using var file = await SqliteTestFile.WithNotes(new SqliteOptions
        {
            GroupTime = TimeSpan.FromMinutes(1),
            UnitLimit = TimeSpan.FromMilliseconds(300),
        });
        var gate = new WriterGate(file.Database);
        var effects = 0;
        var good = SqliteTestFile.Outcome(() => Insert("good"));
        var refused = SqliteTestFile.Outcome(() => file.Database.Write<int>(async tx =>
            await tx.Execute($"SELECT 1") >= 0 ? throw new InvalidDataException("taken") : 0).AsTask());
        // An interrupted write makes SQLite roll back the whole transaction.
        var fatal = SqliteTestFile.Outcome(() => file.Database.Write(tx => tx.Execute($"""
            INSERT INTO kw.notes (text)
            WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 'endless' FROM n
            """)).AsTask());
        gate.Open();

        Assert.Equal(DatabaseProblem.Busy, Assert.IsType<DatabaseException>(await fatal).Problem);
        foreach (var told in new[] { await good, await refused })
        {
            var failure = Assert.IsType<DatabaseException>(told);
            Assert.Equal(DatabaseProblem.Unavailable, failure.Problem);
            Assert.NotNull(failure.InnerException);
        }

        Assert.Equal(0, effects);
        Assert.Null(await SqliteTestFile.Outcome(() => Insert("after")));
        Assert.Equal(["after"], await file.Notes());
        Assert.Equal(1, effects);

        Task Insert(string text) => file.Database.Write(tx =>
        {
            tx.OnCommitted(() => effects++);
            return tx.Execute($"INSERT INTO kw.notes (text) VALUES ({text})");
        }).AsTask();
    }

    [Fact]
    public async Task A_full_disk_is_told_and_recovers()
    {
        await using var file = await SqliteTestFile.WithNotes();
        await file.Do($"PRAGMA max_page_count = 20");
        var big = new string('x', 3000);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => SqliteTestFile.Outcome(() => file.Add(big))));

        var told = Assert.IsType<DatabaseException>(outcomes.First(o => o is not null));
        Assert.Equal(DatabaseProblem.Unavailable, told.Problem);
        Assert.Equal(outcomes.Count(o => o is null), (await file.Notes()).Length);
        await file.Do($"PRAGMA max_page_count = 100000");
        Assert.Null(await SqliteTestFile.Outcome(() => file.Add("after")));
    }

    [Fact]
    public async Task Effects_run_before_the_answer_and_only_after_the_commit()
    {
        await using var file = await SqliteTestFile.WithNotes();
        var seen = -1;

        await file.Database.Write(tx =>
        {
            tx.OnCommitted(() =>
            {
                using var foreign = file.Foreign();
                seen = int.Parse(foreign.Scalar("SELECT count(*) FROM notes")!);
            });
            return tx.Execute($"INSERT INTO kw.notes (text) VALUES ('a')");
        });

        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task A_caller_that_goes_away_while_it_waits_is_dropped()
    {
        await using var file = await SqliteTestFile.WithNotes();
        var gate = new WriterGate(file.Database);
        using var gone = new CancellationTokenSource();
        var ran = false;
        var waiting = file.Database.Write(
            tx =>
            {
                ran = true;
                return tx.Execute($"SELECT 1");
            },
            gone.Token).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Open();
        await file.Add("after");

        Assert.False(ran);
    }

    [Fact]
    public async Task Too_long_a_queue_is_refused_at_once()
    {
        await using var file = await SqliteTestFile.WithNotes(new SqliteOptions { MostWaiting = 5 });
        var gate = new WriterGate(file.Database);
        var waiting = Enumerable.Range(0, 5).Select(i => file.Add("w" + i)).ToArray();

        var refused = await SqliteTestFile.Outcome(() => file.Add("too many"));
        gate.Open();

        Assert.Equal(DatabaseProblem.Busy, Assert.IsType<DatabaseException>(refused).Problem);
        _ = await Task.WhenAll(waiting);
        Assert.Equal(5, (await file.Notes()).Length);
    }

    [Fact]
    public async Task The_log_stays_short_though_somebody_always_reads()
    {
        await using var file = await SqliteTestFile.WithNotes();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                _ = await file.Database.Read(ReadSlowly);
            }
        })).ToArray();
        var log = new FileInfo(file.Database.FilePath + "-wal");
        var longest = 0L;
        var text = new string('x', 100_000);

        for (var i = 0; i < 1000; i++)
        {
            _ = await file.Add(text);
            log.Refresh();
            longest = Math.Max(longest, log.Length);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        // 100 MB were written.
        Assert.InRange(longest, 1, 80_000_000);
    }

    [Fact]
    public async Task What_waits_at_the_end_is_still_written()
    {
        await using var file = await SqliteTestFile.WithNotes();
        var gate = new WriterGate(file.Database);
        var waiting = Enumerable.Range(0, 50).Select(i => file.Add("w" + i)).ToArray();
        gate.Open();

        await file.Reopen();

        _ = await Task.WhenAll(waiting);
        Assert.Equal(50, (await file.Notes()).Length);
    }

    [Fact]
    public async Task A_foreign_writer_that_holds_on_makes_us_busy_and_no_more_than_that()
    {
        await using var file = await SqliteTestFile.WithNotes(new SqliteOptions { BusyTimeout = TimeSpan.FromMilliseconds(200) });
        using var foreign = file.Foreign();
        foreign.Exec("BEGIN IMMEDIATE");
        var clock = Stopwatch.StartNew();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => SqliteTestFile.Outcome(() => file.Add("w" + i))));

        Assert.All(outcomes, o => Assert.Equal(DatabaseProblem.Busy, Assert.IsType<DatabaseException>(o).Problem));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed}");
        foreign.Exec("COMMIT");
        Assert.Null(await SqliteTestFile.Outcome(() => file.Add("after")));
    }

    private static ValueTask<int> ReadSlowly(Tx tx)
    {
        var counted = tx.Execute($"SELECT count(*) FROM kw.notes");
        Dawdle();
        return counted;
    }

    private static void Dawdle() => Thread.Sleep(2);
}
