using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Maintenance;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Maintenance;

public sealed class HousekeepingOnSqlite() : HousekeepingTests(new SqliteTestDatabase());

public sealed class HousekeepingOnPostgres() : HousekeepingTests(new PostgresTestDatabase());

/// <summary>Nodes with a clock of the test's own. Leases end by the database's clock, so none ends by itself here.</summary>
public abstract class HousekeepingTests(TestDatabase database) : IAsyncLifetime
{
    private readonly List<Housekeeping> _nodes = [];
    private readonly TestClock _clock = new();
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync() => _database = await database.Open();

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.StopAsync(CancellationToken.None);
            node.Dispose();
        }

        await database.DisposeAsync();
    }

    [Fact]
    public async Task Work_of_one_node_is_done_by_one_of_three()
    {
        var works = new[] { new Sweeping(), new Sweeping(), new Sweeping() };
        foreach (var work in works)
        {
            await Node(work);
        }

        await Pass(TimeSpan.FromMinutes(1), () => works.Any(work => work.Rounds > 0));
        for (var minute = 0; minute < 5; minute++)
        {
            await Pass(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, works.Sum(work => work.Rounds));
    }

    [Fact]
    public async Task A_node_that_stops_lets_another_go_on_at_once()
    {
        var (first, second) = (new Sweeping { IsEndless = true }, new Sweeping());
        var node = await Node(first);
        await Pass(TimeSpan.FromMinutes(1), () => first.Rounds == 1);
        await Node(second);
        await Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(0, second.Rounds);

        await node.StopAsync(CancellationToken.None);

        await Pass(TimeSpan.FromMinutes(1), () => second.Rounds == 1);
        Assert.Equal(1, first.Finished);
    }

    [Fact]
    public async Task Work_that_fails_is_tried_again()
    {
        var work = new Sweeping { Fails = 2 };
        await Node(work);

        await Pass(TimeSpan.FromMinutes(1), () => work.Rounds == 1);
        await Pass(TimeSpan.FromMinutes(1), () => work.Rounds == 2);
        await Pass(TimeSpan.FromMinutes(1), () => work.Rounds == 3);
        await Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(3, work.Rounds);
    }

    [Fact]
    public async Task A_node_that_lost_its_lease_is_told_to_leave_off()
    {
        var work = new Sweeping { IsEndless = true };
        await Node(work);
        await Pass(TimeSpan.FromMinutes(1), () => work.Rounds == 1);

        await _database.Write(tx => tx.Execute($"UPDATE kw.leases SET holder = {"another"}"));

        await Pass(TimeSpan.FromSeconds(20), () => work.Cancelled == 1);
        Assert.Equal("another", await Holder());
    }

    private Task<string?> Holder() => _database.ReadOne(tx => tx.Find(
        $"SELECT holder FROM kw.leases WHERE name = {"sweeping"}", row => row.Text("holder"))).AsTask();

    private async Task<Housekeeping> Node(IPeriodicWork work)
    {
        var turn = new LeasedTurn(_database, new LeaseHolder(), _clock);
        var node = new Housekeeping([work], turn, _clock, NullLogger<Housekeeping>.Instance);
        _nodes.Add(node);
        var timers = _clock.Timers;
        await node.StartAsync(CancellationToken.None);
        await Until(() => _clock.Timers > timers);
        return node;
    }

    /// <summary>Time passes, and what waited for it gets its turn: until something has happened, or a moment for what should not.</summary>
    private async Task Pass(TimeSpan time, Func<bool>? happened = null)
    {
        _clock.Advance(time);
        if (happened is null)
        {
            await Task.Delay(20);
            return;
        }

        await Until(happened);
        // The lease is settled after the work.
        await Task.Delay(20);
    }

    private static async Task Until(Func<bool> happened)
    {
        for (var i = 0; !happened(); i++)
        {
            Assert.True(i < 2_000, "It did not happen.");
            await Task.Delay(5);
        }
    }

    private sealed class Sweeping : IPeriodicWork
    {
        public int Rounds { get; private set; }

        public int Cancelled { get; private set; }

        public int Finished { get; private set; }

        public int Fails { get; init; }

        public bool IsEndless { get; init; }

        public string Name => "sweeping";

        public TimeSpan Every => TimeSpan.FromHours(1);

        public bool OnOneNode => true;

        public async Task Run(CancellationToken ct)
        {
            Rounds++;
            if (Rounds <= Fails)
            {
                throw new InvalidOperationException("It slipped.");
            }

            if (IsEndless)
            {
                using var registration = ct.Register(() => Cancelled++);
                await Task.Delay(Timeout.Infinite, ct);
            }
        }

        public Task Finish(CancellationToken ct)
        {
            Finished++;
            return Task.CompletedTask;
        }
    }
}
