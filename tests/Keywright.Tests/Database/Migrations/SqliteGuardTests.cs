using Keywright.Database;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

/// <summary>What a file must not do to a SQLite database by the way.</summary>
public sealed class SqliteGuardTests() : OwnMigrationTests(new SqliteTestDatabase())
{
    private const string Rebuild = """
        CREATE TABLE parents_new (id INTEGER PRIMARY KEY, name TEXT, added TEXT);
        INSERT INTO parents_new (id, name) SELECT id, name FROM parents;
        DROP TABLE parents;
        ALTER TABLE parents_new RENAME TO parents;
        """;

    private const string Parts = """
        CREATE INDEX parents_by_name ON parents (name);
        CREATE TRIGGER parents_log AFTER DELETE ON parents BEGIN INSERT INTO log VALUES (OLD.id); END;
        """;

    public override async Task InitializeAsync()
    {
        Files["0001_family.sql"] = $"""
            CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
            CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE);
            CREATE TABLE others (id INTEGER PRIMARY KEY);
            CREATE TABLE log (id INTEGER);
            {Parts}
            INSERT INTO parents VALUES (1, 'a'), (2, 'b');
            INSERT INTO children VALUES (1, 1), (2, 1), (3, 2);
            INSERT INTO others VALUES (1), (2);
            """;
        await Up();
    }

    [Fact]
    public async Task A_table_rebuilt_keeps_every_child_row_and_foreign_keys_are_on_again_for_everybody()
    {
        Files["0002_rebuild.sql"] = "PRAGMA foreign_keys = ON;\n" + Rebuild + Parts;

        await Up();

        Assert.Equal(3, await Number($"SELECT count(*) AS n FROM children"));
        Assert.Equal(2, await Number($"SELECT count(*) AS n FROM parents"));
        await Write($"DELETE FROM parents WHERE id = 1");
        Assert.Equal(1, await Number($"SELECT count(*) AS n FROM children"));
    }

    [Theory]
    [InlineData("CREATE INDEX parents_by_name ON parents (name);", "the trigger parents_log of parents would be lost")]
    [InlineData("CREATE TRIGGER parents_log AFTER DELETE ON parents BEGIN SELECT 1; END;", "the index parents_by_name of parents")]
    public async Task An_index_or_trigger_that_a_rebuild_forgot_is_an_error(string restored, string reason)
    {
        Files["0002_rebuild.sql"] = Rebuild + restored;

        Assert.Contains(reason, (await UpRefused()).Message, StringComparison.Ordinal);

        Assert.Equal(0, await Number($"SELECT count(*) AS n FROM pragma_table_info('parents') WHERE name = 'added'"));
    }

    [Fact]
    public async Task What_is_dropped_by_name_or_with_its_table_is_no_loss()
    {
        Files["0002_drop.sql"] = "DROP INDEX IF EXISTS main.\"parents_by_name\"; DROP TRIGGER parents_log; DROP TABLE others;";

        Assert.Equal("0002_drop", await Up());
    }

    [Fact]
    public async Task Rows_of_a_table_that_the_file_does_not_name_are_not_lost()
    {
        Files["0002_trigger.sql"] = "CREATE TRIGGER trap AFTER DELETE ON log BEGIN DELETE FROM others WHERE id = 1; END;";
        Files["0003_log.sql"] = "INSERT INTO log VALUES (9);";
        await Up();
        Files["0004_delete.sql"] = "DELETE FROM log;";

        Assert.Contains("rows of others would be lost, which the file doesn't name: 1 of 2", (await UpRefused()).Message,
            StringComparison.Ordinal);

        Assert.Equal(2, await Number($"SELECT count(*) AS n FROM others"));
    }

    [Fact]
    public async Task Orphans_that_were_there_before_are_no_fault_of_the_file_new_ones_are()
    {
        Files["0002_orphan.sql"] = "-- transaction: none\nPRAGMA foreign_keys = OFF;";
        await Up();
        var path = ((DatabaseTarget.SqliteFile)Settings.Target()).Path;
        using (var raw = Keywright.Database.Sqlite.SqliteConnection.Open(
            path, Keywright.Database.Sqlite.SqliteAccess.Write, TimeSpan.FromSeconds(5)))
        {
            raw.Exec("PRAGMA foreign_keys = OFF; INSERT INTO children VALUES (9, 99)");
        }

        Files["0003_fine.sql"] = "INSERT INTO others VALUES (3);";
        Assert.Equal("0003_fine", await Up());
        Files["0004_orphans.sql"] = "DELETE FROM parents;";

        Assert.Contains("children → parents", (await UpRefused()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_the_file_of_somebody_else_is_kept_stays_as_it_was()
    {
        using var directory = new TemporaryDirectory();
        using (var raw = Keywright.Database.Sqlite.SqliteConnection.Open(
            directory.File("theirs.db"), Keywright.Database.Sqlite.SqliteAccess.Create, TimeSpan.FromSeconds(5)))
        {
            raw.Exec("CREATE TABLE theirs (id)");
        }

        Settings = DatabaseSettings.Of("sqlite://" + directory.File("theirs.db"));
        await Up();

        using var after = Keywright.Database.Sqlite.SqliteConnection.Open(
            directory.File("theirs.db"), Keywright.Database.Sqlite.SqliteAccess.Read, TimeSpan.FromSeconds(5));
        Assert.Equal("delete", after.Scalar("PRAGMA journal_mode"));
        Assert.Equal("3", after.Scalar("SELECT count(*) FROM children"));
    }
}
