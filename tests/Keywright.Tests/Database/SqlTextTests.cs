using Keywright.Database;

namespace Keywright.Tests.Database;

public sealed class SqlTextTests
{
    [Fact]
    public void Holes_become_numbered_parameters_of_the_dialect()
    {
        Sql sql = $"SELECT {1} WHERE a = {"x"}";

        Assert.Equal("SELECT ?1 WHERE a = ?2", SqlText.Render(sql, Dialect.Sqlite, ""));
        Assert.Equal("SELECT $1 WHERE a = $2", SqlText.Render(sql, Dialect.Postgres, ""));
    }

    [Fact]
    public void The_pseudo_schema_becomes_the_schema_or_nothing()
    {
        Sql sql = $"SELECT kw.users.id FROM kw.users JOIN kw.rows ON (kw.rows.a=kw.users.a) JOIN mykw.t ON x_kw.y";

        Assert.Equal(
            "SELECT users.id FROM users JOIN rows ON (rows.a=users.a) JOIN mykw.t ON x_kw.y", SqlText.Render(sql, Dialect.Sqlite, ""));
        Assert.Equal(
            """SELECT "a""b".users.id FROM "a""b".users JOIN "a""b".rows ON ("a""b".rows.a="a""b".users.a) JOIN mykw.t ON x_kw.y""",
            SqlText.Render(sql, Dialect.Postgres, "a\"b"));
    }

    [Fact]
    public void A_list_brings_its_operator()
    {
        Sql sql = $"SELECT 1 FROM kw.users WHERE name {Sql.In(["a", "b"])} AND age > {3}";

        Assert.Equal(
            "SELECT 1 FROM users WHERE name IN (SELECT value FROM json_each(?1)) AND age > ?2",
            SqlText.Render(sql, Dialect.Sqlite, ""));
        Assert.Equal("""SELECT 1 FROM "k".users WHERE name = ANY ($1) AND age > $2""", SqlText.Render(sql, Dialect.Postgres, "k"));
    }

    [Fact]
    public void A_repeated_statement_is_rendered_once()
    {
        static Sql Make(int id, bool adults)
        {
            Sql none = $"";
            Sql grown = $" AND age > {18}";
            return $"SELECT kw.users WHERE id = {id}{(adults ? grown : none)}";
        }

        Assert.Same(SqlText.Render(Make(1, adults: true), Dialect.Sqlite, ""), SqlText.Render(Make(2, adults: true), Dialect.Sqlite, ""));
        Assert.NotEqual(
            SqlText.Render(Make(1, adults: true), Dialect.Sqlite, ""), SqlText.Render(Make(1, adults: false), Dialect.Sqlite, ""));
        Assert.NotEqual(
            SqlText.Render(Make(1, adults: true), Dialect.Postgres, "a"), SqlText.Render(Make(1, adults: true), Dialect.Postgres, "b"));
    }
}
