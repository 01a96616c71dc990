using Keywright.Database;
using Keywright.Database.Sqlite;

namespace Keywright.Tests.Database.Sqlite;

public sealed class SqliteReadersTests
{
    [Fact]
    public async Task A_unit_reads_one_snapshot()
    {
        await using var file = await SqliteTestFile.WithNotes();
        using var foreign = file.Foreign();

        var (before, after) = await file.Database.Read(async tx =>
        {
            var first = await tx.FindValue($"SELECT count(*) AS n FROM kw.notes", row => row.Int("n"));
            foreign.Exec("INSERT INTO notes (text) VALUES ('meanwhile')");
            return (first, await tx.FindValue($"SELECT count(*) AS n FROM kw.notes", row => row.Int("n")));
        });

        Assert.Equal(0, before);
        Assert.Equal(0, after);
        Assert.Equal(["meanwhile"], await file.Notes());
    }

    [Fact]
    public async Task What_was_answered_is_seen_by_every_reader()
    {
        await using var file = await SqliteTestFile.WithNotes();
        await Parallel.ForAsync(0, 200, async (i, ct) =>
        {
            _ = await file.Add("n" + i);
            var found = await file.Database.ReadOne(
                tx => tx.FindValue($"SELECT id FROM kw.notes WHERE text = {"n" + i}", row => row.Int("id")), ct);
            Assert.NotNull(found);
        });
    }

    [Fact]
    public async Task A_reader_can_not_write()
    {
        await using var file = await SqliteTestFile.WithNotes();

        Assert.NotNull(await SqliteTestFile.Outcome(
            () => file.Database.Read(tx => tx.Execute($"INSERT INTO kw.notes (text) VALUES ('a')")).AsTask()));
        Assert.Empty(await file.Notes());
    }

    [Fact]
    public async Task Readers_do_not_wait_for_the_writer()
    {
        await using var file = await SqliteTestFile.WithNotes();
        var gate = new WriterGate(file.Database);

        Assert.Empty(await file.Notes());

        gate.Open();
    }

    [Fact]
    public async Task More_callers_than_readers_take_turns()
    {
        await using var file = await SqliteTestFile.WithNotes(new SqliteOptions { Readers = 2 });

        var counts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(file.Notes)));

        Assert.All(counts, Assert.Empty);
    }

    [Fact]
    public async Task A_unit_that_throws_gives_its_reader_back()
    {
        await using var file = await SqliteTestFile.WithNotes(
            new SqliteOptions { Readers = 1, BusyTimeout = TimeSpan.FromMilliseconds(100) });

        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<InvalidDataException>(await SqliteTestFile.Outcome(
                () => file.Database.Read<int>(tx => throw new InvalidDataException()).AsTask()));
        }

        Assert.Empty(await file.Notes());
    }

    [Fact]
    public void Statements_with_the_same_text_are_prepared_once()
    {
        using var directory = new Support.TemporaryDirectory();
        SqliteFile.CreateIfMissing(directory.File("a.db"));
        using var connection = SqliteFile.OpenWriter(directory.File("a.db"), TimeSpan.FromSeconds(1));
        connection.Exec("CREATE TABLE t (a INTEGER)");
        var before = connection.Prepared;
        var tx = new SqliteTx(connection, DateTimeOffset.UnixEpoch);

        for (var i = 0; i < 10; i++)
        {
            Sql whole = $"SELECT a FROM kw.t WHERE a = {i}";
            Sql end = $"WHERE a = {i}";
            Sql woven = $"SELECT a FROM kw.t {end}";
            _ = tx.Execute(whole).AsTask();
            _ = tx.Execute(woven).AsTask();
        }

        Assert.Equal(1, connection.Prepared - before);
    }

    [Fact]
    public void Seldom_used_statements_are_given_up()
    {
        using var directory = new Support.TemporaryDirectory();
        SqliteFile.CreateIfMissing(directory.File("a.db"));
        using var connection = SqliteFile.OpenWriter(directory.File("a.db"), TimeSpan.FromSeconds(1));
        var texts = Enumerable.Range(0, 1000).Select(i => $"SELECT {i}").ToArray();

        foreach (var text in texts.Concat(texts))
        {
            connection.Prepare(text).Run();
            connection.Prepare("SELECT 'often'").Run();
        }

        Assert.InRange(connection.Prepared, 2001, 2002);
    }
}
