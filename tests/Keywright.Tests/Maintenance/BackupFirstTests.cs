using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Maintenance;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Maintenance;

public sealed class BackupFirstOnSqlite() : BackupFirstTests(new SqliteTestDatabase())
{
    [Fact]
    public async Task It_is_made_unless_a_setting_says_otherwise()
    {
        await using var other = await Another(options => options.Migrations.BackupFirst = false);
        await Migrate(One);
        Assert.Single(Backups());

        await Migrate(other, One, Two);

        Assert.Single(Backups());
    }
}

public sealed class BackupFirstOnPostgres() : BackupFirstTests(new PostgresTestDatabase())
{
    [Fact]
    public async Task It_is_not_made_unless_a_setting_says_so()
    {
        await using var other = await Another(options => options.Migrations.BackupFirst = null);

        await Migrate(other, One);

        Assert.Empty(Backups());
    }
}

/// <summary>A backup before the first statement of a migration.</summary>
public abstract class BackupFirstTests(TestDatabase database) : ServerTests(database)
{
    private protected static readonly (string Name, string Text) One = ("9001_one.sql", "CREATE TABLE one (id integer PRIMARY KEY);");
    private protected static readonly (string Name, string Text) Two = ("9002_two.sql", "CREATE TABLE two (id integer PRIMARY KEY);");
    private static readonly (string Name, string Text) Bad = ("9001_bad.sql", "DELETE FROM users; SELECT nothing FROM nowhere;");

    private readonly TemporaryDirectory _data = new();

    internal override KeywrightServer Make() => new(Database, options =>
    {
        options.Migrations.BackupFirst = Database.Dialect == Dialect.Sqlite ? null : true;
        options.Migrations.KeepBackups = 2;
        if (Database.Dialect == Dialect.Postgres)
        {
            options.Data = _data.Path;
        }
    });

    [Fact]
    public async Task A_migration_that_goes_wrong_leaves_the_backup_that_was_made_before_it()
    {
        _ = await Server.SignedInUser();

        await Assert.ThrowsAsync<MigrationException>(() => Migrate(Bad));

        var backup = Assert.Single(Backups());
        Assert.StartsWith("before-9001_bad-", Path.GetFileName(backup), StringComparison.Ordinal);
        Assert.Equal(1, (await Server.Services.GetRequiredService<KeywrightMaintenance>().StatisticsAsync())
            .Tables.Single(table => table.Name == "users").Rows);
    }

    [Fact]
    public async Task The_last_ones_are_kept_and_others_backups_are_left_alone()
    {
        var own = await Server.Services.GetRequiredService<KeywrightMaintenance>().BackupAsync();
        for (var number = 9001; number < 9005; number++)
        {
            Server.Wait(TimeSpan.FromSeconds(1));
            var files = Enumerable.Range(9001, number - 9000).Select(n => ($"{n}_more.sql", $"CREATE TABLE more_{n} (id integer);"));
            await Migrate([.. files]);
        }

        var names = Backups().Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, names.Count);
        Assert.StartsWith("before-9003_more-", names[0], StringComparison.Ordinal);
        Assert.StartsWith("before-9004_more-", names[1], StringComparison.Ordinal);
        Assert.True(File.Exists(own.Path));
    }

    [Fact]
    public async Task Nothing_is_migrated_when_it_can_not_be_made()
    {
        await File.WriteAllTextAsync(Directory, "in the way");

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => Migrate(One));

        Assert.Contains("Migrations:BackupFirst", refusal.Message, StringComparison.Ordinal);
        var history = await Server.Rows(tx => tx.List(
            $"SELECT migration_name FROM kw.migration_history", row => row.Text("migration_name")));
        Assert.DoesNotContain("9001_one", history);
        File.Delete(Directory);
    }

    [Fact]
    public async Task Where_nothing_is_pending_or_nothing_was_ever_there_no_backup_is_made()
    {
        await Migrate();
        await Server.Change($"DELETE FROM kw.migration_history");
        await Assert.ThrowsAsync<MigrationException>(() => Migrate());

        Assert.Empty(Backups());
    }

    private string Directory => Server.Services.GetRequiredService<Backups>().Directory;

    private protected IEnumerable<string> Backups() =>
        System.IO.Directory.Exists(Directory) ? System.IO.Directory.EnumerateFiles(Directory) : [];

    private protected Task Migrate(params (string Name, string Text)[] more) => Migrate(Server, more);

    private protected async Task Migrate(KeywrightServer server, params (string Name, string Text)[] more)
    {
        var dialect = Database.Dialect;
        var files = MigrationFiles.Parse(more.Select(file => (file.Name, "-- description: More.\n" + file.Text)), dialect);
        var migrator = Database.Migrator(server.Sql.Counted, [.. MigrationFiles.Embedded(dialect), .. files]);
        _ = await new KeywrightMigrations(migrator, server.Services.GetRequiredService<BackupFirst>()).UpAsync();
    }
}
