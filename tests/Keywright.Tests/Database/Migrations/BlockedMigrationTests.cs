using System.Diagnostics;
using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Database.Postgres;
using Keywright.Tests.Support;
using Npgsql;

namespace Keywright.Tests.Database.Migrations;

/// <summary>Migrations that want a lock that somebody has.</summary>
public sealed class BlockedMigrationTests() : OwnMigrationTests(new PostgresTestDatabase()), IProgress<MigrationProgress>
{
    private readonly List<string> _told = [];
    private readonly TaskCompletionSource _waiting = new();
    private NpgsqlDataSource _source = null!;
    private NpgsqlConnection _blocker = null!;

    public override async Task InitializeAsync()
    {
        Files["0001_things.sql"] = "CREATE TABLE things (id integer PRIMARY KEY);";
        await Up();
        var target = (DatabaseTarget.Postgres)DatabaseUrl.Parse(PostgresTestServer.Url);
        _source = PostgresConnect.Open(PostgresConnect.Single(target, new PoolOptions()));
        _blocker = await _source.OpenConnectionAsync();
        await Block($"SET application_name = 'nightly report'; BEGIN; SELECT * FROM {Settings.Schema}.things");
    }

    public override async Task DisposeAsync()
    {
        await _blocker.DisposeAsync();
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    void IProgress<MigrationProgress>.Report(MigrationProgress value)
    {
        if (value.Step == MigrationStep.Waiting)
        {
            lock (_told)
            {
                _told.Add(value.Detail!);
            }

            if (value.Detail!.StartsWith("attempt 1:", StringComparison.Ordinal))
            {
                _waiting.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task It_lets_readers_through_names_the_blocker_and_succeeds_when_he_is_gone()
    {
        Files["0002_alter.sql"] = "-- lock-timeout: 600ms\nALTER TABLE things ADD COLUMN note text;";

        var up = Up(new UpOptions { Progress = this });
        var longest = TimeSpan.Zero;
        while (!_waiting.Task.IsCompleted)
        {
            var start = Stopwatch.GetTimestamp();
            await PostgresTestServer.Run($"SELECT count(*) FROM {Settings.Schema}.things");
            longest = Stopwatch.GetElapsedTime(start) is var took && took > longest ? took : longest;
        }

        await Block("COMMIT");

        Assert.Equal("0002_alter", await up);
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains(_told, line => line.StartsWith(Blocker(), StringComparison.Ordinal));
        Assert.Contains(_told, line => line.StartsWith("attempt 1: ", StringComparison.Ordinal) && line.Contains(Blocker()));
    }

    [Fact]
    public async Task It_gives_up_in_the_end_and_names_the_blocker()
    {
        Files["0002_alter.sql"] = "-- lock-timeout: 400ms\nALTER TABLE things ADD COLUMN note text;";
        await using var connection =
            await OpenDatabase.MigrationConnection(Settings.Target(), Settings, TimeProvider.System, CancellationToken.None);
        var script = new MigrationScript(Files["0002_alter.sql"]) { Headers = Parsed()[1].Headers, LockTries = 2 };

        var error = await Assert.ThrowsAsync<MigrationException>(
            () => connection.Apply(script, _ => ValueTask.CompletedTask, CancellationToken.None).AsTask());

        Assert.StartsWith("a lock was not had in 2 attempts of 0.4 s, because of " + Blocker(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_concurrent_build_that_waited_in_vain_starts_anew()
    {
        await Block("COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1; LOCK TABLE pg_class IN ACCESS SHARE MODE");
        await Block($"LOCK TABLE {Settings.Schema}.things IN ROW EXCLUSIVE MODE");
        Files["0002_index.sql"] =
            "-- transaction: none\n-- lock-timeout: 600ms\nCREATE INDEX CONCURRENTLY things_by_id ON things (id);";

        var up = Up(new UpOptions { Progress = this });
        await _waiting.Task;
        await Block("COMMIT");

        Assert.Equal("0002_index", await up);
        Assert.Equal(true, await PostgresTestServer.Run(
            $"SELECT indisvalid FROM pg_index WHERE indexrelid = '{Settings.Schema}.things_by_id'::regclass"));
    }

    [Fact]
    public async Task A_statement_may_be_given_a_limit()
    {
        Files["0002_slow.sql"] = "-- statement-timeout: 100ms\nSELECT pg_sleep(20);";

        var error = await UpRefused();

        Assert.Contains("statement timeout", error.Message, StringComparison.Ordinal);
    }

    private string Blocker() => $"server process {_blocker.ProcessID} (\"nightly report\", idle in transaction, its last query since 20";

    private async Task Block(string sql)
    {
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, _blocker);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
