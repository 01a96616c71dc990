using Keywright.Database;

namespace Keywright.EndToEnd.Postgres;

/// <summary>Synchronous replication whose standby is away: a COMMIT waits, and its wait may be ended by others.</summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private readonly PrivateServer _server = new();
    private Notes _notes = null!;
    private Notes _administrator = null!;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        await using (await Notes.On(_server.Url).Prepare())
        {
            await _server.Stop();
        }

        await _server.Start("synchronous_standby_names=nobody");
        _notes = Notes.On(_server.Url);
        _administrator = Notes.On(_server.Url + "?application_name=administrator");
    }

    public async Task DisposeAsync()
    {
        await _notes.DisposeAsync();
        await _administrator.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("terminate")]
    public async Task A_commit_that_no_standby_confirmed_is_never_called_done(string how)
    {
        var (runs, effects) = (0, 0);
        using var gone = new CancellationTokenSource();
        var write = _notes.Database.Write(
            tx =>
            {
                runs++;
                tx.OnCommitted(() => effects++);
                return tx.Execute($"INSERT INTO kw.notes VALUES ({how})");
            },
            gone.Token).AsTask();
        await Waiting();
        // A caller who leaves must not end the wait either.
        await gone.CancelAsync();
        await Task.Delay(300);
        Assert.False(write.IsCompleted);

        await End(how);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => write);
        Assert.Equal(DatabaseProblem.OutcomeUnknown, error.Problem);
        Assert.Equal((1, 1), (runs, effects));
        Assert.Contains(how, await _administrator.All());
    }

    [Fact]
    public async Task A_commit_outlasts_every_timeout()
    {
        await using var hasty = new Notes(DatabaseSettings.Of(_server.Url) with
        {
            Schema = "public",
            Pool = new PoolOptions { CommandTimeout = TimeSpan.FromSeconds(1) },
        });
        var write = hasty.Add("patient");
        await Task.Delay(TimeSpan.FromSeconds(8));

        Assert.False(write.IsCompleted);
        await End("cancel");
        await Assert.ThrowsAsync<DatabaseException>(() => write);
    }

    private async Task Waiting()
    {
        for (var i = 0; await Waiters() == 0; i++)
        {
            Assert.True(i < 100, "no commit waits for a standby");
            await Task.Delay(50);
        }
    }

    private async Task<int?> Waiters() => await _administrator.Database.ReadOne(tx => tx.FindValue(
        $"SELECT count(*) AS waiting FROM pg_stat_activity WHERE wait_event = 'SyncRep'", row => row.Int("waiting")));

    private async Task End(string how) => _ = await _administrator.Database.ReadOne(tx => tx.FindValue(
        how == "cancel"
            ? (Sql)$"SELECT count(pg_cancel_backend(pid)) AS ended FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            : $"SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
        row => row.Int("ended")));
}
