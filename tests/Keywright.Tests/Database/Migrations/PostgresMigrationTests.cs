using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Migrations;

/// <summary>What migrations promise on PostgreSQL beyond what they promise everywhere.</summary>
public sealed class PostgresMigrationTests : IAsyncLifetime
{
    private readonly PostgresTestDatabase _test = new();
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync() => _database = await _test.Open();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task Twenty_nodes_meet_in_an_empty_database()
    {
        var settings = _test.Settings with { Schema = _test.Settings.Schema + "_new" };
        try
        {
            var applied = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
            {
                await using var node = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
                return await OpenDatabase.Migrator(node, settings, TimeProvider.System, NullLoggerFactory.Instance).Up();
            })));

            Assert.Equal(MigrationFiles.Embedded(Dialect.Postgres), Assert.Single(applied, files => files.Count > 0));
        }
        finally
        {
            await PostgresTestServer.Run($"DROP SCHEMA IF EXISTS \"{settings.Schema}\" CASCADE");
        }
    }

    [Fact]
    public async Task Tables_land_in_the_schema_and_nowhere_else()
    {
        await Up("CREATE TABLE landed (id integer); CREATE FUNCTION landed_too() RETURNS integer LANGUAGE sql AS 'SELECT 1';");

        Assert.Equal(_test.Settings.Schema, await PostgresTestServer.Run(
            "SELECT string_agg(nspname, ',') FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relname = 'landed' "
            + $"AND nspname IN ('{_test.Settings.Schema}', 'public')"));
    }

    [Fact]
    public async Task The_lock_of_a_server_process_that_died_is_free()
    {
        var dying = await OpenDatabase.MigrationConnection(_database, _test.Settings, _test.Clock, CancellationToken.None);
        _ = await dying.Lock(TimeSpan.Zero, CancellationToken.None);
        await dying.Unit(tx => tx.Execute($"SELECT set_config('application_name', 'dying migrator', false)"), CancellationToken.None);
        await PostgresTestServer.Run(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'dying migrator'");

        await Up("CREATE TABLE landed (id integer);");

        await dying.DisposeAsync();
    }

    [Fact]
    public async Task A_process_that_dies_in_the_middle_leaves_what_the_next_one_finishes()
    {
        var cut = Up("CREATE TABLE landed (id integer); SELECT pg_terminate_backend(pg_backend_pid()); SELECT pg_sleep(1);");
        var error = await Assert.ThrowsAsync<MigrationException>(() => cut);
        Assert.Equal(MigrationProblem.Failed, error.Problem);
        Assert.Equal("running", await State());

        await Up("CREATE TABLE landed (id integer);");

        Assert.Equal("completed", await State());
    }

    [Fact]
    public async Task A_server_that_is_away_is_unavailable()
    {
        var settings = DatabaseSettings.Of("postgresql://nobody@127.0.0.1:1/nothing");
        await using var database = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            OpenDatabase.Migrator(database, settings, TimeProvider.System, NullLoggerFactory.Instance).Up());

        Assert.Equal(DatabaseProblem.Unavailable, error.Problem);
    }

    [Fact]
    public async Task A_role_that_may_not_create_schemas_can_use_one()
    {
        var role = "r_" + _test.Settings.Schema;
        await PostgresTestServer.Run($"CREATE ROLE {role} LOGIN; CREATE SCHEMA {role} AUTHORIZATION {role}");
        try
        {
            var url = new UriBuilder(PostgresTestServer.Url) { UserName = role }.ToString();
            var settings = DatabaseSettings.Of(url) with { Schema = role };
            await using var database = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
            var elsewhere = settings with { Schema = role + "_not" };
            var error = await Assert.ThrowsAsync<MigrationException>(() =>
                OpenDatabase.Migrator(database, elsewhere, TimeProvider.System, NullLoggerFactory.Instance).Up());

            Assert.Contains("permission denied", error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(await OpenDatabase.Migrator(database, settings, TimeProvider.System, NullLoggerFactory.Instance).Up());
        }
        finally
        {
            await PostgresTestServer.Run($"DROP OWNED BY {role} CASCADE; DROP ROLE {role}");
        }
    }

    private async Task Up(string sql) => await _test.Migrator(
        _database,
        [.. MigrationFiles.Embedded(Dialect.Postgres), .. MigrationFiles.Parse([("8001_landed.sql", sql)], Dialect.Postgres)]).Up();

    private async Task<object?> State() => await PostgresTestServer.Run(
        $"SELECT status FROM \"{_test.Settings.Schema}\".migration_history WHERE migration_name = '8001_landed'");
}
