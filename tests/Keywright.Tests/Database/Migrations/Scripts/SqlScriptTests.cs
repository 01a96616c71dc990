using FsCheck;
using FsCheck.Fluent;
using Keywright.Database;
using Keywright.Database.Migrations.Scripts;

namespace Keywright.Tests.Database.Migrations.Scripts;

public sealed class SqlScriptTests
{
    // Each is one statement, and has a semicolon in a place where it ends nothing.
    private static readonly string[] Postgres =
    [
        "SELECT 1",
        "SELECT ';'",
        "SELECT 'it''s; fine'",
        @"SELECT 'a backslash \', 'b;'",
        @"SELECT E'an escaped \' ; quote', e'\\'",
        "SELECT E'continued'\n  -- here; '\n  'and \\' ; on'",
        "SELECT U&'d\\0061t;a', B'1', N'x;y'",
        "SELECT \"a;b\"\"c;\" FROM \"t;\"",
        "SELECT nameE'x;y\\'",
        "SELECT $$ ; ' $x$ ; $$",
        "SELECT $tag$ ; $$ ; $other$ ; $tag$",
        "SELECT $ünd$ ; $ünd$",
        "SELECT a$b$c, d$e$f",
        "SELECT /* ; /* ' ; */ ; */ 1",
        "SELECT 1 /* ; */ + /*/ ; */ 2",
        "SELECT 1 -- ; ' $$ /*\n + 2",
        "SELECT 1 -- ; \r + 2",
        "SELECT a*/* ; */b",
        "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 ELSE 2 END; END",
        "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (CASE 1 WHEN 1 THEN 2 END); SELECT CASE WHEN (SELECT CASE 1 "
            + "WHEN 2 THEN 3 END) = 1 THEN CASE 1 WHEN 1 THEN 1 END END; END",
        "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN; END; $f$",
        "DO $$ BEGIN PERFORM 1; END $$",
        "BEGIN",
        "END",
        "SELECT CASE WHEN 1 = 1 THEN 1 END",
    ];

    private static readonly string[] Sqlite =
    [
        "SELECT 1",
        "SELECT ';', 'it''s;'",
        @"SELECT 'no escape \', 'b;'",
        "SELECT \"a;b\"\"c;\", `d;``e`, [f;g'] FROM t",
        "SELECT 1 /* ; /* ' ; */ + 2",
        "SELECT 1 -- ; ' \r ;\n + 2",
        "SELECT x'00', $a, @b, :c",
        "CREATE TRIGGER a AFTER UPDATE ON t BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; SELECT 'END;'; END",
        "CREATE TEMP TRIGGER b AFTER UPDATE ON t BEGIN SELECT ';'; -- ; end ;\n DELETE FROM [end;]; END",
        "create temporary trigger c after insert on t begin select end; end",
        "EXPLAIN QUERY PLAN CREATE TRIGGER d AFTER UPDATE ON t BEGIN SELECT 1; END",
        "CREATE TABLE trigger_log (a)",
        "BEGIN",
        "END",
    ];

    public static IEnumerable<object[]> Nasty() =>
        Postgres.Select(text => new object[] { "postgres", text }).Concat(Sqlite.Select(text => new object[] { "sqlite", text }));

    [Theory]
    [MemberData(nameof(Nasty))]
    public void A_statement_is_one_whatever_stands_before_and_behind(string dialect, string statement)
    {
        var script = $"  ;;-- first;\n{statement} ; /* between; */ {statement}\n;\nSELECT 3";

        Assert.Equal([statement, statement, "SELECT 3"], Split(dialect == "sqlite" ? Dialect.Sqlite : Dialect.Postgres, script));
    }

    [Fact]
    public void Any_script_of_nasty_statements_comes_apart_where_it_was_put_together()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Scripts(Postgres), all => Matches(Dialect.Postgres, all)));
        Check.QuickThrowOnFailure(Prop.ForAll(Scripts(Sqlite), all => Matches(Dialect.Sqlite, all)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n;; -- only\n /* a comment */ ;")]
    public void Nothing_is_no_statement(string script)
    {
        Assert.Empty(Split(Dialect.Sqlite, script));
        Assert.Empty(Split(Dialect.Postgres, script));
    }

    [Theory]
    [InlineData("SELECT 'open; SELECT 2")]
    [InlineData("SELECT \"open; SELECT 2")]
    [InlineData("SELECT $$open; SELECT 2")]
    [InlineData("SELECT E'open\\'; SELECT 2")]
    [InlineData("SELECT (1; SELECT 2")]
    [InlineData("SELECT '\\")]
    [InlineData("SELECT E'\\")]
    [InlineData("SELECT $")]
    public void What_is_not_closed_reaches_to_the_end(string script) => Assert.Equal([script], Split(Dialect.Postgres, script));

    [Fact]
    public void An_open_comment_hides_the_rest() => Assert.Equal(["SELECT 1"], Split(Dialect.Postgres, "SELECT 1 /* /* */; SELECT 2"));

    [Fact]
    public void A_statement_knows_its_line() => Assert.Equal(
        [2, 4, 7],
        SqlScript.Statements(Dialect.Postgres, "-- one\nSELECT '\n'; -- x\nSELECT\n2;\n/*\n*/SELECT 3").Select(found => found.Line));

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a)", "i", "t")]
    [InlineData("create unique index concurrently if not exists \"I\"\"x\" on only s.\"T\" using btree (a)", "I\"x", "s.\"T\"")]
    [InlineData("CREATE INDEX CONCURRENTLY Big ON t(a)", "big", "t")]
    public void The_index_of_a_concurrent_build_is_known(string sql, string name, string table) =>
        Assert.Equal(new ConcurrentIndex(name, table), ConcurrentIndex.Of(SqlScript.Statements(Dialect.Postgres, sql)[0]));

    [Theory]
    [InlineData("CREATE INDEX i ON t (a)")]
    [InlineData("CREATE INDEX CONCURRENTLY ON t (a)")]
    [InlineData("DROP INDEX CONCURRENTLY i")]
    public void Others_are_no_concurrent_build(string sql) =>
        Assert.Null(ConcurrentIndex.Of(SqlScript.Statements(Dialect.Postgres, sql)[0]));

    private static Arbitrary<string[]> Scripts(string[] statements) =>
        Gen.Elements(statements).ArrayOf().ToArbitrary();

    private static bool Matches(Dialect dialect, string[] statements) =>
        Split(dialect, string.Join(";\n", statements)).SequenceEqual(statements);

    private static IEnumerable<string> Split(Dialect dialect, string script) =>
        SqlScript.Statements(dialect, script).Select(statement => statement.Text);
}
