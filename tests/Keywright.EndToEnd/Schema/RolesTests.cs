using System.Net;
using System.Security.Cryptography;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.Schema;

/// <summary>
/// The roles of <c>keywright db roles</c>: migrations run as the migrator, the server as the app role, which can do its work and no more.
/// </summary>
public sealed class RolesTests : IAsyncLifetime
{
    private readonly string _name = "t_" + RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly SqliteInstallation _installation = new();

    public async Task InitializeAsync()
    {
        // Rights in a database are part of the roles, so it is one of its own.
        Fine(await Psql("postgres", $"CREATE DATABASE {_name}", database: "postgres"));
        _installation.Environment["KEYWRIGHT_Schema"] = _name;
        _installation.Environment["DATABASE_URL"] = Url(_name + "_app");
        _installation.Environment["KEYWRIGHT_Migrations__Database"] = Url(_name + "_migrator");
        await RunScript();
    }

    public async Task DisposeAsync()
    {
        await _installation.DisposeAsync();
        Fine(await Psql("postgres", $"DROP DATABASE {_name} WITH (FORCE)", database: "postgres"));
        foreach (var role in new[] { "migrator", "owner", "app", "readonly" })
        {
            Fine(await Psql("postgres", $"DROP ROLE {_name}_{role}", database: "postgres"));
        }
    }

    [Fact]
    public async Task The_product_works_and_the_app_role_can_do_nothing_else()
    {
        Fine(await _installation.Run("migrate", "up"));
        await RunScript();
        var server = await _installation.Serve();
        await UseEverything(server.Http);

        await Refused("app", "CREATE TABLE evil (id int)");
        await Refused("app", $"CREATE SCHEMA evil");
        await Refused("app", "ALTER TABLE users ADD COLUMN evil int");
        await Refused("app", "DROP TABLE users");
        await Refused("app", "CREATE FUNCTION evil() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        await Refused("app", "UPDATE audit_events SET action = 'x'");
        await Refused("app", "DELETE FROM audit_events");
        await Refused("app", "TRUNCATE audit_events");
        await Refused("app", "ALTER TABLE audit_events DISABLE TRIGGER ALL");
        await Refused("app", "UPDATE migration_history SET status = 'failed'");
        await Refused("app", "SELECT start_migration('x', 'x')");
        await Refused("app", $"SET ROLE {_name}_owner; SELECT 1");
        Fine(await Psql("app", "SELECT count(*) FROM audit_events; SELECT log_user_event(NULL, NULL, 'x', 'system', 'x', 'success')"));
    }

    [Fact]
    public async Task The_server_may_migrate_at_its_start_as_the_migrator()
    {
        var server = await _installation.Serve();

        Assert.NotNull(await Person.Register(server.Http, "ada@example.com"));
        Assert.Equal(_name + "_owner", (await Psql("app", "SELECT tableowner FROM pg_tables WHERE tablename = 'users'")).Results.Trim());
        Assert.Equal(0, (await _installation.Run("db", "verify")).Code);
    }

    [Fact]
    public async Task Without_the_migrator_the_app_role_starts_on_a_schema_that_is_current()
    {
        Fine(await _installation.Run("migrate", "up"));
        await RunScript();
        _ = _installation.Environment.Remove("KEYWRIGHT_Migrations__Database");

        var server = await _installation.Serve("--Migrations:Automatic=false");

        Assert.NotNull(await Person.Register(server.Http, "ada@example.com"));
        Assert.Equal(0, (await _installation.Run("db", "verify")).Code);
    }

    [Fact]
    public async Task The_read_only_role_sees_what_happens_and_no_secret()
    {
        Fine(await _installation.Run("migrate", "up"));
        await RunScript();

        Fine(await Psql("readonly", "SELECT id, email, status FROM users; SELECT * FROM recent_activity; SELECT * FROM migration_status"));
        await Refused("readonly", "SELECT password_hash FROM users");
        await Refused("readonly", "SELECT access_hash FROM sessions");
        await Refused("readonly", "SELECT successor FROM sessions");
        await Refused("readonly", "UPDATE users SET name = 'x'");
        await Refused("readonly", "SELECT log_user_event(NULL, NULL, 'x', 'system', 'x', 'success')");
    }

    private static async Task UseEverything(HttpClient http)
    {
        var person = (await Person.Register(http, "ada@example.com"))!;
        var (_, token) = await person.MakeToken(http, "t");
        using (var user = await Person.Send(http, HttpMethod.Get, "user", token))
        {
            Assert.Equal(HttpStatusCode.OK, user.StatusCode);
        }

        Assert.NotNull(await Person.Refresh(http, person.RefreshToken));
        using var left = await Person.Send(http, HttpMethod.Delete, "user", person.AccessToken, new { password = Person.Password });
        Assert.NotEqual(HttpStatusCode.InternalServerError, left.StatusCode);
    }

    private async Task RunScript()
    {
        var script = await _installation.Run("db", "roles");
        Fine(script);
        Fine(await Psql("postgres", script.Results));
    }

    private async Task Refused(string role, string sql)
    {
        var result = await Psql(role, sql);
        Assert.True(result.Code != 0, $"{role} could: {sql}");
        Assert.Matches("permission denied|must be owner|append-only", result.Messages);
    }

    private Task<CommandResult> Psql(string role, string sql, string? database = null) =>
        DatabaseClient.Psql(Url(role == "postgres" ? null : $"{_name}_{role}", database), _name, sql);

    private string Url(string? role, string? database = null)
    {
        var url = new UriBuilder(PostgresTestServer.Url) { Path = database ?? _name };
        url.UserName = role ?? url.UserName;
        return url.Uri.AbsoluteUri;
    }

    private static void Fine(CommandResult result) => Assert.True(result.Code == 0, result.Messages);
}
