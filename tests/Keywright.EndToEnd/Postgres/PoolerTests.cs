using Keywright.Database;
using Keywright.Database.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.EndToEnd.Postgres;

/// <summary>pgbouncer in transaction mode: nothing may be kept in a session, since the next transaction has another.</summary>
public sealed class PoolerTests(PrivateServer server) : IClassFixture<PrivateServer>, IAsyncLifetime
{
    private Pgbouncer _pgbouncer = null!;

    private DatabaseSettings Settings => DatabaseSettings.Of(_pgbouncer.Url) with { Schema = "public", Pooler = Pooler.Transaction };

    public async Task InitializeAsync()
    {
        _pgbouncer = await Pgbouncer.Start(server.Port);
        await using var direct = await Notes.On(server.Url).Prepare();
    }

    public async Task DisposeAsync() => await _pgbouncer.DisposeAsync();

    [Fact]
    public async Task Many_units_share_few_sessions_and_leave_nothing_in_them()
    {
        await using var notes = new Notes(Settings);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await notes.Add($"{writer}-{i}");
                _ = await notes.Database.Read(async tx =>
                {
                    var one = await tx.FindValue($"SELECT count(*) AS n FROM kw.notes", row => row.Int("n"));
                    return one == await tx.FindValue($"SELECT count(*) AS n FROM kw.notes", row => row.Int("n"));
                });
            }
        })));

        Assert.Equal(500, (await notes.All()).Count(note => note.Contains('-', StringComparison.Ordinal)));
        await using var direct = Notes.On(server.Url);
        var sessions = await direct.Database.ReadOne(tx => tx.FindValue(
            $"SELECT count(*) AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
            row => row.Int("n")));
        Assert.InRange(sessions ?? 0, 1, Pgbouncer.ServerConnections);
        Assert.Equal(0, await notes.Database.ReadOne(tx => tx.FindValue(
            $"SELECT count(*) AS n FROM pg_prepared_statements WHERE NOT from_sql", row => row.Int("n"))));
        Assert.Equal("0", await notes.Database.ReadOne(tx => tx.Find(
            $"SELECT current_setting('statement_timeout') AS t", row => row.Text("t"))));
    }

    [Fact]
    public async Task A_refused_unit_rolls_back_and_the_session_is_clean_for_the_next()
    {
        await using var notes = new Notes(Settings);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Assert.ThrowsAsync<FormatException>(async () =>
            await notes.Database.Write<int>(async tx =>
            {
                await tx.Execute($"INSERT INTO kw.notes VALUES ({"undone"})");
                throw new FormatException();
            }))));

        Assert.DoesNotContain("undone", await notes.All());
    }

    [Fact]
    public async Task Migrations_refuse_the_pooler_and_take_the_direct_way()
    {
        var settings = Settings with { Schema = "keywright" };
        await using var database = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<MigrationException>(() => Up(database, settings));
        Assert.Equal(MigrationProblem.Refused, error.Problem);
        Assert.Contains("Migrations:Database", error.Message, StringComparison.Ordinal);

        Assert.NotEmpty(await Up(database, settings with { Migrations = new MigrationOptions { Database = server.Url } }));
        Assert.Equal(0, await database.ReadOne(tx => tx.FindValue($"SELECT count(*) AS n FROM kw.users", row => row.Int("n"))));
    }

    [Fact]
    public async Task A_pooler_that_nobody_told_us_of_is_named_in_the_error()
    {
        await using var notes = new Notes(Settings with { Pooler = Pooler.None });

        var error = await Assert.ThrowsAsync<DatabaseException>(notes.All);

        Assert.Equal(DatabaseProblem.Unavailable, error.Problem);
        Assert.Contains("Pooler=transaction", error.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<MigrationFile>> Up(KeywrightDatabase database, DatabaseSettings settings) =>
        await OpenDatabase.Migrator(database, settings, TimeProvider.System, NullLoggerFactory.Instance).Up();
}
