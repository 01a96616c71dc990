using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Periodic;

public sealed class LeasesOnSqlite() : LeaseTests(new SqliteTestDatabase());

public sealed class LeasesOnPostgres() : LeaseTests(new PostgresTestDatabase());

public abstract class LeaseTests(TestDatabase database) : IAsyncLifetime
{
    private const string Work = "sweeping";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync() => _database = await database.Open();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Of_twenty_at_once_one_gets_it()
    {
        var got = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => TryTake($"node {i}"))));

        Assert.Single(got, true);
    }

    [Fact]
    public async Task Its_holder_goes_on_with_it_and_nobody_else_gets_it()
    {
        Assert.True(await TryTake("a"));
        Assert.True(await TryTake("a"));
        Assert.True(await Renew("a"));

        Assert.False(await TryTake("b"));
        Assert.False(await Renew("b"));
        Assert.Equal((true, false), (await IsFree("a"), await IsFree("b")));
        Assert.True(await TryTake("b", "something else"));
    }

    [Fact]
    public async Task When_it_ended_the_next_one_gets_it_and_the_first_knows()
    {
        Assert.True(await TryTake("a"));
        await End();

        Assert.True(await IsFree("b"));
        Assert.False(await Renew("a"));
        Assert.True(await TryTake("b"));
        Assert.False(await TryTake("a"));
        Assert.False(await Renew("a"));
    }

    // Nodes whose clocks differ agree, because it is not their clocks that decide.
    [Fact]
    public async Task A_node_whose_clock_is_hours_ahead_takes_nothing()
    {
        Assert.True(await TryTake("a"));
        database.Clock.Advance(TimeSpan.FromHours(3));

        Assert.False(await TryTake("b"));
        Assert.True(await Renew("a"));
    }

    [Fact]
    public async Task Given_back_it_is_free_and_only_its_holder_gives_it_back()
    {
        Assert.True(await TryTake("a"));
        await _database.Write(tx => LeaseStore.Release(tx, Work, "b"));
        Assert.False(await TryTake("b"));

        await _database.Write(tx => LeaseStore.Release(tx, Work, "a"));
        Assert.True(await TryTake("b"));
    }

    private async Task<bool> TryTake(string holder, string name = Work) =>
        await _database.Write(tx => LeaseStore.TryTake(tx, name, holder, Minute));

    private async Task<bool> Renew(string holder) => await _database.Write(tx => LeaseStore.Renew(tx, Work, holder, Minute));

    private async Task<bool> IsFree(string holder) => await _database.ReadOne(tx => LeaseStore.IsFree(tx, Work, holder));

    private async Task End() => await _database.Write(tx => tx.Execute(
        $"UPDATE kw.leases SET expires_at = {new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)}"));
}
