namespace Keywright.EndToEnd.Migrations;

/// <summary>SQLite changes a table by making another; what refers to the old one must not notice.</summary>
public sealed class RebuildTests : IAsyncLifetime
{
    private const string Rebuild = """
        CREATE TABLE people_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER NOT NULL DEFAULT 0);
        INSERT INTO people_new (id, name) SELECT id, name FROM people;
        DROP TABLE people;
        ALTER TABLE people_new RENAME TO people;

        """;

    private readonly OwnFilesOnSqlite _own = new();

    public async Task InitializeAsync()
    {
        await _own.InitializeAsync();
        _own.Write("0001_people.sql", """
            CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
            CREATE INDEX people_by_name ON people (name);
            CREATE TABLE letters (id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE);
            INSERT INTO people (id, name) VALUES (1, 'Ada'), (2, 'Grace');
            INSERT INTO letters (id, person) VALUES (1, 1), (2, 1), (3, 2);
            """);
        await _own.Do("up");
    }

    public Task DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task Children_that_would_be_deleted_with_their_parents_stay()
    {
        _own.Write("0002_age.sql", Rebuild + "CREATE INDEX people_by_name ON people (name);\n");

        await _own.Do("up");

        Assert.Equal("3", await _own.Sql("SELECT count(*) FROM letters"));
        Assert.Equal("2", await _own.Sql("SELECT count(*) FROM people WHERE age = 0"));
        Assert.Equal("people", await _own.Sql("SELECT \"table\" FROM pragma_foreign_key_list('letters')"));
    }

    [Fact]
    public async Task A_rebuild_that_loses_rows_that_others_refer_to_is_rolled_back()
    {
        _own.Write("0002_age.sql", Rebuild.Replace("FROM people;", "FROM people WHERE id = 1;", StringComparison.Ordinal)
            + "CREATE INDEX people_by_name ON people (name);\n");

        var failed = await _own.Run("up");

        Assert.Equal(1, failed.Code);
        Assert.Contains("letters", failed.Messages, StringComparison.Ordinal);
        Assert.Equal("2 3", await _own.Sql("SELECT (SELECT count(*) FROM people) || ' ' || (SELECT count(*) FROM letters)"));
    }

    [Fact]
    public async Task A_rebuild_that_forgets_an_index_is_rolled_back()
    {
        _own.Write("0002_age.sql", Rebuild);

        var failed = await _own.Run("up");

        Assert.Equal(1, failed.Code);
        Assert.Contains("people_by_name", failed.Messages, StringComparison.Ordinal);
        Assert.Equal("0", await _own.Sql("SELECT count(*) FROM pragma_table_info('people') WHERE name = 'age'"));
    }
}
