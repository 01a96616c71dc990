using Keywright.Database;
using Keywright.Database.Schema;
using Keywright.Tests.Architecture;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Schema;

public sealed class ExpectedSchemaOnSqlite() : ExpectedSchemaTests(new SqliteTestDatabase());

public sealed class ExpectedSchemaOnPostgres() : ExpectedSchemaTests(new PostgresTestDatabase());

/// <summary>The text that is compared with at every start.</summary>
public abstract class ExpectedSchemaTests(TestDatabase database) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task It_is_what_migrating_an_empty_database_gives()
    {
        var live = await LiveSchema.Read(await database.Open(), database.Settings.Schema);

        Approved.Matches(
            live.ToString(), "src", "Keywright", "Database", "Schema", $"schema.{database.Dialect.Choose("sqlite", "postgres")}.txt");
    }

    [Fact]
    public async Task Written_and_read_it_is_the_same()
    {
        var live = await LiveSchema.Read(await database.Open(), database.Settings.Schema);

        Assert.Equal(live.Objects, SchemaSnapshot.Parse(live.ToString()).Objects);
    }

    [Fact]
    public async Task A_migrated_database_differs_in_nothing()
    {
        var live = await LiveSchema.Read(await database.Open(), database.Settings.Schema);

        Assert.Empty(SchemaDifferences.Between(ExpectedSchema.Own(database.Dialect), live));
    }
}
