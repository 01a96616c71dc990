using Keywright.Database.Migrations;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

public sealed class AppVersionOnSqlite() : AppVersionTests(new SqliteTestDatabase());

public sealed class AppVersionOnPostgres() : AppVersionTests(new PostgresTestDatabase());

/// <summary>A node meets a schema that is newer or older than itself.</summary>
public abstract class AppVersionTests(TestDatabase database) : OwnMigrationTests(database)
{
    [Theory]
    [InlineData("1.4.0", "1.2", "1.4", null)]
    [InlineData("1.4.0", "1.5", "1.2", "0002_second.sql was applied to this database, which works with version 1.5 and later")]
    [InlineData("1.4.0", "1.2", "1.10", "0003_third.sql was applied to this database, which works with version 1.10 and later")]
    [InlineData("1.4.0", null, "1.2", "0002_second.sql was applied to this database, and this version (1.4.0) does not know it")]
    public async Task An_older_node_starts_when_every_migration_that_it_does_not_know_allows_it(
        string node, string? second, string? third, string? refusal)
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_second.sql"] = (second is null ? "" : $"-- min-app-version: {second}\n") + Table2;
        Files["0003_third.sql"] = $"-- min-app-version: {third}\nSELECT 1;";
        await Up();
        Files.Remove("0002_second.sql");
        Files.Remove("0003_third.sql");
        AppVersion = Version.Parse(node);

        if (refusal is null)
        {
            Assert.Equal("", await Up());
            await Migrator().WaitUntilCurrent();
            Assert.Empty(await Migrator().Validate());
            return;
        }

        Assert.Contains(refusal, (await UpRefused()).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MigrationException>(() => Migrator().WaitUntilCurrent());
    }

    [Fact]
    public async Task An_older_node_applies_nothing_below_what_it_does_not_know()
    {
        Files["0002_newer.sql"] = "-- min-app-version: 1.0\n" + Table2;
        await Up();
        Files.Clear();
        Files["0001_first.sql"] = Table1;
        AppVersion = new Version(1, 4);

        Assert.Equal("out_of_order", Assert.Single((await UpRefused()).Findings).Word);
    }

    [Fact]
    public async Task A_node_that_does_not_migrate_waits_for_the_one_that_does()
    {
        Files["0001_first.sql"] = Table1;

        var waiting = Migrator().WaitUntilCurrent();
        await Task.Delay(50);
        Assert.False(waiting.IsCompleted);
        await Up();

        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task It_waits_no_longer_than_for_the_lock_and_says_what_to_do()
    {
        Files["0001_first.sql"] = Table1;
        Settings = Settings with { Migrations = new MigrationOptions { LockTimeout = TimeSpan.FromMilliseconds(50) } };

        var error = await Assert.ThrowsAsync<MigrationException>(() => Migrator().WaitUntilCurrent());

        Assert.Contains("0001_first.sql", error.Message, StringComparison.Ordinal);
        Assert.Contains("keywright migrate up", error.Message, StringComparison.Ordinal);
    }
}
