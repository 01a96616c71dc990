using Keywright.Database;
using Keywright.Database.Sqlite;

namespace Keywright.Tests.Database.Sqlite;

/// <summary>A unit that breaks the rules is rolled back and told; its neighbours and the next unit are unharmed.</summary>
public sealed class SqliteUnitRulesTests : IAsyncLifetime
{
    private SqliteTestFile _file = null!;

    public async Task InitializeAsync() =>
        _file = await SqliteTestFile.WithNotes(new SqliteOptions { UnitLimit = TimeSpan.FromMilliseconds(300) });

    public async Task DisposeAsync() => await _file.DisposeAsync();

    [Fact]
    public async Task A_unit_that_awaits_something_else()
    {
        Tx? late = null;
        using var goOn = new SemaphoreSlim(0);

        var told = await Broken(async tx =>
        {
            late = tx;
            _ = await tx.Execute($"INSERT INTO kw.notes (text) VALUES ('never')");
            await goOn.WaitAsync();
            return await tx.Execute($"INSERT INTO kw.notes (text) VALUES ('never')");
        });
        _ = goOn.Release();

        Assert.Contains("awaited", told.Message, StringComparison.Ordinal);
        _ = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await late!.Execute($"INSERT INTO kw.notes (text) VALUES ('never')"));
    }

    [Fact]
    public async Task A_unit_that_uses_another_thread()
    {
        var told = await Broken(tx =>
        {
            var other = new Thread(() => Swallow(() => tx.Execute($"INSERT INTO kw.notes (text) VALUES ('never')")));
            other.Start();
            other.Join();
            return ValueTask.FromResult(1);
        });

        Assert.Contains("another thread", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_starts_another()
    {
        _ = await Broken(async tx => await _file.Database.Write(inner => inner.Execute($"SELECT 1")));
        _ = await Broken(async tx => await _file.Database.Read(inner => inner.Execute($"SELECT 1")));
    }

    [Fact]
    public async Task A_unit_that_runs_a_statement_while_it_reads_a_row() =>
        _ = await Broken(async tx =>
        {
            _ = await tx.Execute($"INSERT INTO kw.notes (text) VALUES ('never')");
            return await tx.FindValue($"SELECT text FROM kw.notes", row =>
            {
                Swallow(() => tx.Execute($"DELETE FROM kw.notes"));
                return 1;
            }) ?? 0;
        });

    [Fact]
    public async Task A_second_statement_in_ReadOne()
    {
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => _file.Database.ReadOne(async tx =>
        {
            _ = await tx.Execute($"SELECT 1");
            return await tx.Execute($"SELECT 2");
        }).AsTask());
        await Unharmed();
    }

    [Fact]
    public async Task A_unit_that_dawdles()
    {
        var gate = new WriterGate(_file.Database);
        var neighbour = _file.Add("neighbour");
        var slow = SqliteTestFile.Outcome(() => _file.Database.Write(tx =>
        {
            var inserted = tx.Execute($"INSERT INTO kw.notes (text) VALUES ('never')");
            Dawdle();
            return inserted;
        }).AsTask());
        gate.Open();

        Assert.Equal(DatabaseProblem.Busy, Assert.IsType<DatabaseException>(await slow).Problem);
        _ = await neighbour;
        _ = await _file.Add("after");
        Assert.Equal(["neighbour", "after"], await _file.Notes());
    }

    [Fact]
    public async Task A_query_without_end()
    {
        Sql endless = $"WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS c FROM n";

        var writing = await SqliteTestFile.Outcome(() => _file.Database.Write(tx => tx.Execute(endless)).AsTask());
        var reading = await SqliteTestFile.Outcome(() => _file.Database.Read(tx => tx.Execute(endless)).AsTask());

        Assert.Equal(DatabaseProblem.Busy, Assert.IsType<DatabaseException>(writing).Problem);
        Assert.Equal(DatabaseProblem.Busy, Assert.IsType<DatabaseException>(reading).Problem);
        await Unharmed();
    }

    private static void Dawdle() => Thread.Sleep(400);

    private static void Swallow(Func<ValueTask<int>> work)
    {
        try
        {
            _ = work().AsTask();
        }
        catch (InvalidOperationException)
        {
            // As a careless unit does.
        }
    }

    private async Task<InvalidOperationException> Broken(Func<Tx, ValueTask<int>> unit)
    {
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => _file.Database.Write(unit).AsTask());
        await Unharmed();
        return told;
    }

    private async Task Unharmed()
    {
        _ = await _file.Add("after");
        Assert.DoesNotContain("never", await _file.Notes());
        _ = await _file.Do($"DELETE FROM kw.notes");
    }
}
