using Keywright.Database;
using Keywright.Database.Schema;
using Keywright.Maintenance;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Schema;

public sealed class SchemaDifferencesOnSqlite() : SchemaDifferencesTests(new SqliteTestDatabase())
{
    [Fact]
    public async Task A_changed_constraint_is_found()
    {
        await Do($"ALTER TABLE kw.devices DROP COLUMN trusted_until");
        await Do($"ALTER TABLE kw.devices ADD COLUMN trusted_until TEXT CHECK (trusted_until > '2')");

        await Finds("column devices.trusted_until changed");
    }

    [Theory]
    [InlineData("CREATE TABLE t (a INTEGER, -- one\n  b TEXT)", "CREATE TABLE t (a INTEGER, b TEXT)")]
    [InlineData("CREATE TABLE \"t\"(a  TEXT DEFAULT 'a  -- b' , b)", "CREATE TABLE t(a TEXT DEFAULT 'a  -- b', b)")]
    [InlineData("CREATE INDEX i /* why */ ON t ( a )", "CREATE INDEX i ON t (a)")]
    public void How_a_statement_is_laid_out_is_no_difference(string written, string read) => Assert.Equal(read, SqlWords.Normal(written));

    [Fact]
    public void Columns_and_constraints_are_told_apart()
    {
        var parts = SqliteTable.Parts(
            "t", "CREATE TABLE t (a TEXT CHECK (a IN ('x,y', ')')), b, CONSTRAINT c UNIQUE (a, b), PRIMARY KEY (a)) STRICT");

        Assert.Equal(
            ["table t: STRICT", "column t.a: TEXT CHECK (a IN ('x,y', ')'))", "column t.b:", "constraint t.c: UNIQUE (a, b)",
                "constraint t.PRIMARY KEY (a):"],
            parts.Select(part => part.ToString()));
    }
}

public sealed class SchemaDifferencesOnPostgres() : SchemaDifferencesTests(new PostgresTestDatabase())
{
    [Fact]
    public async Task A_disabled_trigger_is_found()
    {
        await Do($"ALTER TABLE kw.audit_events DISABLE TRIGGER audit_events_no_change");

        await Finds("trigger audit_events.audit_events_no_change disabled");
    }

    [Fact]
    public async Task An_index_that_was_not_built_to_its_end_is_found()
    {
        await Do($"UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'kw.sessions_by_user'::regclass");

        await Finds("index sessions.sessions_by_user invalid");
    }

    [Fact]
    public async Task A_constraint_that_is_missing_or_says_something_else_is_found()
    {
        await Do($"ALTER TABLE kw.sessions DROP CONSTRAINT sessions_mode_check");
        await Do($"ALTER TABLE kw.sessions DROP CONSTRAINT sessions_risk_score_check");
        await Do($"ALTER TABLE kw.sessions ADD CONSTRAINT sessions_risk_score_check CHECK (risk_score BETWEEN 0 AND 1000)");

        await Finds("constraint sessions.sessions_mode_check missing", "constraint sessions.sessions_risk_score_check changed");
    }

    [Fact]
    public async Task A_column_that_may_be_empty_or_has_another_default_is_found()
    {
        await Do($"ALTER TABLE kw.users ALTER COLUMN status DROP NOT NULL");
        await Do($"ALTER TABLE kw.users ALTER COLUMN app_metadata SET DEFAULT '[]'");

        await Finds("column users.status changed", "column users.app_metadata changed");
    }

    [Fact]
    public async Task A_function_that_does_something_else_is_found()
    {
        await Do($"""
            CREATE OR REPLACE FUNCTION kw.touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$
            """);
        await Do($"ALTER FUNCTION kw.log_user_event RESET search_path");

        await Finds(
            "function touch_updated_at() changed",
            "function log_user_event(p_user_id uuid, p_session_id uuid, p_event_type text, p_event_category text, p_action text, "
            + "p_status text, p_ip_address inet, p_user_agent text, p_metadata jsonb, p_severity text) changed");
    }

    [Fact]
    public async Task A_rule_that_swallows_rows_is_found()
    {
        await Do($"CREATE RULE nothing AS ON INSERT TO kw.audit_events DO INSTEAD NOTHING");

        await Finds("rule audit_events.nothing unexpected");
    }

    [Fact]
    public async Task The_name_of_the_schema_makes_no_difference()
    {
        var live = await LiveSchema.Read(Database, Settings.Schema);

        Assert.DoesNotContain(Settings.Schema, live.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" SELECT audit_events.id,\n    audit_events.created_at\n   FROM audit_events;", "SELECT id, created_at FROM audit_events")]
    [InlineData(" SELECT id,\n    created_at\n   FROM audit_events;", "SELECT id, created_at FROM audit_events")]
    [InlineData(" SELECT e.id FROM (kw.a e\n JOIN kw.b ON (b.id = e.id));", "SELECT e.id FROM (a e JOIN b ON (b.id = e.id))")]
    public void Versions_of_the_server_write_one_view_alike(string written, string read) =>
        Assert.Equal(read, PostgresText.Normal(new SchemaObject("view", "", "v", written), "kw").Definition);
}

/// <summary>Somebody changed the schema beside the migrations: each change is found and named.</summary>
public abstract class SchemaDifferencesTests(TestDatabase database) : IAsyncLifetime
{
    internal KeywrightDatabase Database { get; private set; } = null!;

    internal DatabaseSettings Settings => database.Settings;

    public async Task InitializeAsync() => Database = await database.Open();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task A_dropped_index_is_found()
    {
        await Do($"DROP INDEX kw.sessions_by_user");

        var difference = Assert.Single(await Differences());
        Assert.Equal("The index sessions_by_user of sessions is missing.", difference.Message);
        Assert.False(difference.IsNote);
    }

    [Fact]
    public async Task An_added_column_is_found()
    {
        await Do($"ALTER TABLE kw.users ADD COLUMN nickname text");

        var difference = Assert.Single(await Differences());
        Assert.Equal("The column users.nickname is not expected.", difference.Message);
    }

    [Fact]
    public async Task A_missing_column_and_a_changed_type_are_found()
    {
        await Do($"ALTER TABLE kw.devices DROP COLUMN name");
        await Finds("column devices.name missing");

        await Do($"ALTER TABLE kw.devices ADD COLUMN name integer");
        var difference = Assert.Single(await Differences());
        Assert.Equal(("column", "devices.name", "changed"), (difference.Kind, difference.Name, difference.Problem));
        Assert.Contains("it is \"integer\", expected \"text\"", difference.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_missing_trigger_is_found()
    {
        await Do(database.Dialect.Choose<Sql>(
            sqlite: $"DROP TRIGGER kw.sessions_activity", postgres: $"DROP TRIGGER sessions_activity ON kw.sessions"));

        await Finds("trigger sessions.sessions_activity missing");
    }

    [Fact]
    public async Task A_changed_view_is_found()
    {
        await Do($"DROP VIEW kw.recent_activity");
        await Finds("view recent_activity missing");

        await Do($"CREATE VIEW kw.recent_activity AS SELECT id FROM kw.audit_events");
        await Finds("view recent_activity changed");
    }

    [Fact]
    public async Task Of_a_missing_table_only_the_table_is_told()
    {
        await Do($"DROP TABLE kw.oauth_used_proofs");

        await Finds("table oauth_used_proofs missing");
    }

    [Fact]
    public async Task What_somebody_put_beside_is_a_note()
    {
        await Do($"CREATE TABLE kw.posts (id text PRIMARY KEY, title text)");
        await Do(database.Dialect.Choose<Sql>(
            sqlite: $"CREATE INDEX reports ON users (created_at, status)",
            postgres: $"CREATE INDEX reports ON kw.users (created_at, status)"));

        var notes = (await Differences()).Where(difference => difference.IsNote);
        Assert.Equal(["index users.reports", "table posts"], notes.Select(note => $"{note.Kind} {note.Name}").Order());
        await Finds();
    }

    [Fact]
    public async Task What_changes_how_our_tables_work_is_a_difference()
    {
        await Do(database.Dialect.Choose<Sql>(
            sqlite: $"CREATE UNIQUE INDEX names ON users (name)", postgres: $"CREATE UNIQUE INDEX names ON kw.users (name)"));
        await Do(database.Dialect.Choose<Sql>(
            sqlite: $"CREATE TRIGGER spy AFTER INSERT ON users BEGIN DELETE FROM sessions; END",
            postgres: $"CREATE TRIGGER spy BEFORE UPDATE ON kw.users FOR EACH ROW EXECUTE FUNCTION kw.touch_updated_at()"));

        await Finds("index users.names unexpected", "trigger users.spy unexpected");
    }

    internal async Task Do(Sql statement) => await Database.Write(tx => tx.Execute(statement));

    internal async Task Finds(params string[] expected) => Assert.Equal(
        expected.Order(),
        (await Differences()).Where(difference => !difference.IsNote)
            .Select(difference => $"{difference.Kind} {difference.Name} {difference.Problem}").Order());

    private Task<IReadOnlyList<KeywrightSchemaDifference>> Differences() =>
        new KeywrightSchema(Database, database.Settings.Schema).VerifyAsync();
}
