using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Migrations;

/// <summary>What migrations promise on SQLite beyond what they promise everywhere.</summary>
public sealed class SqliteMigrationTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _test = new();
    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await _test.Open();
        await Up(("8001_family.sql", """
            CREATE TABLE parents (id INTEGER PRIMARY KEY);
            CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE);
            INSERT INTO parents VALUES (1);
            INSERT INTO children VALUES (1, 1);
            """));
    }

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task Twenty_nodes_meet_at_an_empty_file()
    {
        using var directory = new TemporaryDirectory();
        var settings = new DatabaseSettings { Data = directory.Path };

        var applied = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            await using var node = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
            return await OpenDatabase.Migrator(node, settings, TimeProvider.System, NullLoggerFactory.Instance).Up();
        })));

        Assert.Equal(MigrationFiles.Embedded(Dialect.Sqlite), Assert.Single(applied, files => files.Count > 0));
    }

    [Fact]
    public async Task A_table_that_is_rebuilt_keeps_its_children()
    {
        await Up(("8002_rebuild.sql", """
            CREATE TABLE parents_new (id INTEGER PRIMARY KEY, name TEXT);
            INSERT INTO parents_new (id) SELECT id FROM parents;
            DROP TABLE parents;
            ALTER TABLE parents_new RENAME TO parents;
            """));

        Assert.Equal(1, await Children());
    }

    [Fact]
    public async Task Orphans_are_refused()
    {
        var error = await Assert.ThrowsAsync<MigrationException>(() => Up(("8002_orphans.sql", "DELETE FROM parents;")));

        Assert.Contains("children → parents", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Children());
    }

    [Fact]
    public async Task A_file_that_ends_its_own_transaction_is_refused()
    {
        var error = await Assert.ThrowsAsync<MigrationException>(() => Up(("8002_commit.sql", "SELECT 1; COMMIT;")));

        Assert.Contains("ends the transaction", error.Message, StringComparison.Ordinal);
    }

    private async Task Up((string Name, string Text) file) =>
        await _test.Migrator(_database, [.. Earlier(file.Name), .. MigrationFiles.Parse([file], Dialect.Sqlite)]).Up();

    // The plan wants to know every file that was applied; their checksums are what the history says.
    private IEnumerable<MigrationFile> Earlier(string name) => _test.Migrator(_database).Status().GetAwaiter().GetResult()
        .Where(row => row.State == MigrationState.Completed && string.CompareOrdinal(row.FileName, name) < 0)
        .Select(row => new MigrationFile
        {
            Number = long.Parse(row.Name.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture),
            Name = row.Name,
            FileName = row.FileName!,
            Sql = "",
            Checksum = row.Checksum!,
        });

    private async Task<int?> Children() =>
        await _database.ReadOne(tx => tx.FindValue($"SELECT count(*) AS rows FROM kw.children", row => row.Int("rows")));
}
