using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Database.Postgres;

namespace Keywright.Tests.Database;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("sqlite:///var/lib/keywright.db", "/var/lib/keywright.db")]
    [InlineData("sqlite:////var/lib/keywright.db", "/var/lib/keywright.db")]
    [InlineData("SQLite:///./data/k.db", "./data/k.db")]
    [InlineData("sqlite:///../k.db", "../k.db")]
    [InlineData("sqlite:data/k.db", "data/k.db")]
    [InlineData("sqlite:///C:/data/k.db", "C:/data/k.db")]
    [InlineData("sqlite:///with%20space%3F.db", "/with space?.db")]
    public void A_sqlite_url_names_a_file(string url, string path) =>
        Assert.Equal(path, Assert.IsType<DatabaseTarget.SqliteFile>(DatabaseUrl.Parse(url)).Path);

    [Fact]
    public void Memory_is_a_database_of_its_own() => Assert.IsType<DatabaseTarget.Memory>(DatabaseUrl.Parse("sqlite::memory:"));

    [Fact]
    public void Every_part_of_a_postgresql_url_is_read()
    {
        var target = Postgres(
            "postgresql://ad%40a:p%2Fw%3A%25@db1:5433,[2001:db8::1]:5434,10.0.0.3/key%20wright?sslmode=verify-full&connect_timeout=5");

        Assert.Equal([("db1", 5433), ("[2001:db8::1]", 5434), ("10.0.0.3", null)], target.Hosts);
        Assert.Equal("ad@a", target.User);
        Assert.Equal("p/w:%", target.Password);
        Assert.Equal("key wright", target.Name);
        Assert.Equal("verify-full", target.Settings["sslmode"]);
    }

    [Theory]
    [InlineData("postgres://host/name", "Host=host;Database=name")]
    [InlineData("postgresql://u@[::1]:5433/name", "Host=[::1]:5433;Database=name;Username=u")]
    [InlineData("postgresql://u:p@a,b:2/name?sslmode=require", "Host=a,b:2;Database=name;Username=u;Password=p;SSL Mode=Require")]
    [InlineData("postgresql:///name?host=/var/run/postgresql", "Host=/var/run/postgresql;Database=name")]
    public void The_driver_is_told_the_same(string url, string expected)
    {
        var settings = PostgresConnect.Single(Postgres(url), new PoolOptions()).ConnectionString;

        Assert.All(expected.Split(';'), part => Assert.Contains(part, settings, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mysql://host/name", "expected sqlite")]
    [InlineData("", "expected sqlite")]
    [InlineData("sqlite://host/file", "three slashes")]
    [InlineData("sqlite:///", "no file")]
    [InlineData("sqlite:///a?mode=ro", "takes no ?")]
    [InlineData("sqlite:///a%2", "two hexadecimal digits")]
    [InlineData("postgresql://host", "name of the database is missing")]
    [InlineData("postgresql:///name", "host is missing")]
    [InlineData("postgresql://host:0/name", "port is not a number")]
    [InlineData("postgresql://host:65536/name", "port is not a number")]
    [InlineData("postgresql://2001:db8::1/name", "in brackets")]
    [InlineData("postgresql://[2001:db8::1/name", "in brackets")]
    [InlineData("postgresql://[10.0.0.1]/name", "in brackets")]
    [InlineData("postgresql://a,,b/name", "host is missing")]
    [InlineData("postgresql://host/name?sslmod=require", "\"sslmod\" is not known")]
    [InlineData("postgresql://host/name?sslmode=maybe", "sslmode is not one of")]
    [InlineData("postgresql://host/name?sslmode=require&sslmode=disable", "or two")]
    [InlineData("postgresql://host/name?connect_timeout=-1", "connect_timeout")]
    [InlineData("postgresql://host/name#x", "# has no place")]
    public void What_is_wrong_is_said(string url, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => DatabaseUrl.Parse(url)).Message, StringComparison.Ordinal);

    // Each is a password that somebody forgot to encode, so that its pieces stand where a host, a port, a name or a key should.
    [Theory]
    [InlineData("postgresql://user:sec/ret@host/name")]
    [InlineData("postgresql://user:sec?ret@host/name")]
    [InlineData("postgresql://user:12?ret@host/name")]
    [InlineData("postgresql://user:12/ret?x@host/name")]
    [InlineData("postgresql://user:sec#ret@host/name")]
    [InlineData("postgresql://user:sec%ret@host/name")]
    [InlineData("postgresql://user:ret@host:sec/name")]
    [InlineData("postgresql://user:ret@host/name?sslmode=sec")]
    public void No_error_shows_a_piece_of_the_password(string url)
    {
        var error = string.Join('\n', DatabaseSettings.Of(url).Refuse());

        Assert.NotEmpty(error);
        Assert.DoesNotContain("sec", error.Replace("seconds", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("ret@", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Single_settings_say_the_same_as_a_url()
    {
        var options = new DatabaseOptions
        {
            Host = "db1, db2:6000",
            Port = 5433,
            Name = "n",
            User = "u",
            Password = "p@:/",
            SslMode = "Require",
        };

        var target = Assert.IsType<DatabaseTarget.Postgres>(new DatabaseSettings { Database = options }.Target());

        Assert.Equal([("db1", 5433), ("db2", 6000)], target.Hosts);
        Assert.Equal(("n", "u", "p@:/", "require"), (target.Name, target.User, target.Password, target.Settings["sslmode"]));
    }

    [Fact]
    public void Without_a_word_it_is_a_file_in_the_data_directory() => Assert.Equal(
        Path.Combine("/var/keywright", "keywright.db"),
        Assert.IsType<DatabaseTarget.SqliteFile>(new DatabaseSettings { Data = "/var/keywright" }.Target()).Path);

    [Fact]
    public void Everything_wrong_is_named_at_once()
    {
        var settings = new DatabaseSettings
        {
            Database = new DatabaseOptions { Port = 5432 },
            Schema = "Robert'); --",
            Migrations = new MigrationOptions { Database = "sqlite::memory:" },
        };

        Assert.Collection(
            settings.Refuse(),
            error => Assert.StartsWith("Database: Database:Port is given without", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Schema is ", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Migrations:Database: ", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("keywright", true)]
    [InlineData("_a1", true)]
    [InlineData("order", true)]
    [InlineData("pg_temp", false)]
    [InlineData("1a", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    public void A_schema_is_a_plain_name(string schema, bool isFine) =>
        Assert.Equal(isFine, !(DatabaseSettings.Of("sqlite::memory:") with { Schema = schema }).Refuse().Any());

    private static DatabaseTarget.Postgres Postgres(string url) => Assert.IsType<DatabaseTarget.Postgres>(DatabaseUrl.Parse(url));
}
