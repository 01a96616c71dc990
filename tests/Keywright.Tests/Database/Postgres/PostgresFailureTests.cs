using System.Diagnostics;
using System.Text;
using Keywright.Database;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Postgres;

/// <summary>What a unit of work says of a server that is slow, full, gone, or gone in the very moment of the commit.</summary>
public sealed class PostgresFailureTests : IAsyncLifetime
{
    // As a statement, with its end: BEGIN ISOLATION LEVEL READ COMMITTED has the word too.
    private const string Commit = "COMMIT\0";

    private readonly PostgresTestDatabase _test = new();
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await _test.Open();
        await _database.Write(tx => tx.Execute($"CREATE TABLE kw.counters (count integer NOT NULL)"));
        await _database.Write(tx => tx.Execute($"INSERT INTO kw.counters VALUES ({0})"));
    }

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task A_commit_whose_answer_is_lost_has_an_unknown_outcome()
    {
        await using var proxy = Proxy();
        await using var database = Through(proxy);
        Assert.Equal(1, await Increment(database));
        proxy.CutAfter = true;
        proxy.Allow = sent => !Contains(sent, Commit);
        var (runs, effects) = (0, 0);

        var error = await Assert.ThrowsAsync<DatabaseException>(async () => await database.Write(async tx =>
        {
            runs++;
            tx.OnCommitted(() => effects++);
            return await tx.Execute($"UPDATE kw.counters SET count = count + 1");
        }));

        Assert.Equal(DatabaseProblem.OutcomeUnknown, error.Problem);
        Assert.Equal((1, 1), (runs, effects));
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task A_commit_that_never_arrived_has_an_unknown_outcome_too()
    {
        await using var proxy = Proxy();
        await using var database = Through(proxy);
        proxy.Allow = sent => !Contains(sent, Commit);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => Increment(database));

        Assert.Equal(DatabaseProblem.OutcomeUnknown, error.Problem);
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task A_connection_cut_before_the_commit_runs_the_unit_again()
    {
        await using var proxy = Proxy();
        await using var database = Through(proxy);
        Assert.Equal(1, await Increment(database));
        var isCut = false;
        proxy.Allow = sent =>
        {
            var isFirst = !isCut && Contains(sent, "UPDATE");
            isCut |= isFirst;
            return !isFirst;
        };
        proxy.CutAfter = true;

        Assert.Equal(1, await Increment(database));

        Assert.True(isCut);
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task Connections_that_an_administrator_ended_are_replaced_without_a_word()
    {
        await using var proxy = Proxy();
        await using var database = Through(proxy, name: "doomed");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Increment(database)));

        await PostgresTestServer.Run("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'doomed'");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Increment(database)));

        Assert.Equal(10, await Count());
    }

    [Fact]
    public async Task A_server_that_is_away_is_unavailable_within_seconds()
    {
        var settings = DatabaseSettings.Of("postgresql://nobody@127.0.0.1:1/nothing");
        await using var database = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
        var start = Stopwatch.GetTimestamp();

        var error = await Assert.ThrowsAsync<DatabaseException>(() => Increment(database));

        Assert.Equal(DatabaseProblem.Unavailable, error.Problem);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 1, 5);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_unavailable_at_once()
    {
        var url = new UriBuilder(PostgresTestServer.Url) { Path = "/no_such_database" }.ToString();
        await using var database = OpenDatabase.From(DatabaseSettings.Of(url), TimeProvider.System, NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => Increment(database));

        Assert.Equal(DatabaseProblem.Unavailable, error.Problem);
        Assert.Contains("no_such_database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_gets_no_connection_in_time_is_told_busy()
    {
        await using var database = OpenDatabase.From(
            _test.Settings with { Pool = new PoolOptions { MaxSize = 1, ConnectTimeout = TimeSpan.FromSeconds(1) } },
            TimeProvider.System, NullLoggerFactory.Instance);
        var slow = database.Write(tx => tx.Execute($"SELECT pg_sleep(2)")).AsTask();
        await Task.Delay(200);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => Increment(database));

        Assert.Equal(DatabaseProblem.Busy, error.Problem);
        await slow;
        Assert.Equal(1, await Increment(database));
    }

    [Theory]
    [InlineData(Pooler.None)]
    [InlineData(Pooler.Transaction)]
    public async Task A_statement_that_takes_too_long_is_told_busy_and_undone(Pooler pooler)
    {
        await using var database = OpenDatabase.From(
            _test.Settings with { Pooler = pooler, Pool = new PoolOptions { CommandTimeout = TimeSpan.FromSeconds(1) } },
            TimeProvider.System, NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<DatabaseException>(async () => await database.Write(async tx =>
        {
            await tx.Execute($"UPDATE kw.counters SET count = {7}");
            return await tx.Execute($"SELECT pg_sleep(20)");
        }));

        Assert.Equal(DatabaseProblem.Busy, error.Problem);
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task Round_trips_are_saved()
    {
        await using var proxy = Proxy();
        await using var database = Through(proxy);
        for (var i = 0; i < 3; i++)
        {
            await Increment(database);
            await Read(database);
        }

        Assert.Equal(1, await RoundTrips(proxy, () => Read(database)));
        Assert.Equal(2, await RoundTrips(proxy, () => Increment(database)));
        Assert.Equal(1, await RoundTrips(proxy, async () => await database.Write(async tx =>
        {
            await tx.Later($"UPDATE kw.counters SET count = count + 1");
            await tx.Later($"UPDATE kw.counters SET count = count + 2");
            return 0;
        })));
    }

    private static async Task<int> RoundTrips(TcpProxy proxy, Func<Task> work)
    {
        var before = proxy.Sent;
        await work();
        return proxy.Sent - before;
    }

    private static bool Contains(ReadOnlyMemory<byte> sent, string word) => sent.Span.IndexOf(Encoding.ASCII.GetBytes(word)) >= 0;

    private static TcpProxy Proxy()
    {
        var url = new Uri(PostgresTestServer.Url);
        return new TcpProxy(url.Host, url.Port);
    }

    private static async Task<int> Increment(KeywrightDatabase database) =>
        await database.Write(tx => tx.Execute($"UPDATE kw.counters SET count = count + 1"));

    private static async Task<int?> Read(KeywrightDatabase database) =>
        await database.ReadOne(tx => tx.FindValue($"SELECT count FROM kw.counters", row => row.Int("count")));

    private KeywrightDatabase Through(TcpProxy proxy, string name = "proxied")
    {
        // Without prepared statements, so that the words stay readable on the wire.
        var query = $"application_name={name}&sslmode=disable";
        var url = new UriBuilder(PostgresTestServer.Url) { Port = proxy.Port, Query = query }.ToString();
        var settings = DatabaseSettings.Of(url) with { Schema = _test.Settings.Schema, Pooler = Pooler.Transaction };
        return OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private async Task<int> Count() => await Read(_database) ?? -1;
}
