namespace Keywright.EndToEnd.Migrations;

/// <summary>Files without a transaction, in which indexes are built while others write: PostgreSQL only.</summary>
public sealed class ConcurrentIndexTests : IAsyncLifetime
{
    private const string Invalid = """
        SELECT coalesce(string_agg(c.relname || ' ' || i.indisvalid, ', ' ORDER BY c.relname), '')
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE i.indrelid = 'notes'::regclass AND NOT i.indisprimary
        """;

    private readonly OwnFilesOnPostgres _own = new();

    public Task InitializeAsync() => _own.InitializeAsync();

    public Task DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task Killed_while_it_builds_it_is_built_anew_by_the_next_run()
    {
        Prepare();
        await _own.Do("up", "--to", "1");
        await using (var writer = await _own.Connect())
        {
            // A build waits for every transaction that could still write.
            await using var open = await writer.BeginTransactionAsync();
            await OwnFilesOnPostgres.Sql(writer, "INSERT INTO notes (id, text) VALUES (2, 'two')");
            await KilledTests.Kill(_own, () => _own.Until(Invalid, "notes_first false"));
            await Gone();
            await open.CommitAsync();
        }

        Assert.Equal("notes_first false", await _own.Sql(Invalid));
        Assert.Equal("0002_indexes", await _own.Names("running"));

        await _own.Do("up");

        Assert.Equal("notes_first true, notes_second true", await _own.Sql(Invalid));
        Assert.Equal("0001_notes 0002_indexes", await _own.Names());
    }

    [Fact]
    public async Task What_was_finished_before_is_not_done_twice()
    {
        _own.Write("0001_notes.sql", "CREATE TABLE notes (id integer PRIMARY KEY, text text);\n");
        _own.Write("0002_indexes.sql", """
            -- transaction: none
            INSERT INTO notes (id, text) VALUES (1, 'one');
            CREATE INDEX CONCURRENTLY notes_first ON notes (text);
            INSERT INTO notes (id, text) VALUES (3, 'three');
            """);
        await _own.Do("up", "--to", "1");
        await using (var writer = await _own.Connect())
        {
            await using var open = await writer.BeginTransactionAsync();
            await OwnFilesOnPostgres.Sql(writer, "INSERT INTO notes (id, text) VALUES (2, 'two')");
            await KilledTests.Kill(_own, () => _own.Until(Invalid, "notes_first false"));
            await Gone();
            await open.CommitAsync();
        }

        await _own.Do("up");

        Assert.Equal("1 2 3", await _own.Sql("SELECT string_agg(id::text, ' ' ORDER BY id) FROM notes"));
        Assert.Equal("notes_first true", await _own.Sql(Invalid));
    }

    [Fact]
    public async Task An_index_that_duplicates_prevent_says_so_and_is_built_when_they_are_gone()
    {
        _own.Write("0001_notes.sql", """
            CREATE TABLE notes (id integer PRIMARY KEY, text text);
            INSERT INTO notes VALUES (1, 'a'), (2, 'a');
            """);
        _own.Write("0002_unique.sql", "-- transaction: none\nCREATE UNIQUE INDEX CONCURRENTLY notes_text ON notes (text);\n");

        var failed = await _own.Run("up");

        Assert.Equal(1, failed.Code);
        Assert.Contains("notes_text", failed.Messages, StringComparison.Ordinal);
        await _own.Sql("DELETE FROM notes WHERE id = 2");
        await _own.Do("up");
        Assert.Equal("notes_text true", await _own.Sql(Invalid));
    }

    private void Prepare()
    {
        _own.Write("0001_notes.sql", "CREATE TABLE notes (id integer PRIMARY KEY, text text);\nINSERT INTO notes VALUES (1, 'one');\n");
        _own.Write("0002_indexes.sql", """
            -- transaction: none
            CREATE INDEX CONCURRENTLY notes_first ON notes (text);
            CREATE INDEX CONCURRENTLY notes_second ON notes (text, id);
            """);
    }

    /// <summary>The server notices by itself that nobody waits for its answer any more, within seconds.</summary>
    private Task Gone() => _own.Until(
        $"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY notes%' AND application_name LIKE 'keywright %'"
        + $" AND state = 'active'",
        "0");
}
