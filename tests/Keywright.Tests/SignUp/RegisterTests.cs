using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Tests.SignUp;

public sealed class RegisterOnSqlite() : RegisterTests(new SqliteTestDatabase());

public sealed class RegisterOnPostgres() : RegisterTests(new PostgresTestDatabase());

public abstract class RegisterTests(TestDatabase database) : ServerTests(database)
{
    private const string Password = KeywrightServer.Password;

    private static readonly string[] Authenticated =
    [
        "status", "token_type", "access_token", "expires_in", "refresh_token", "refresh_expires_in", "session_id", "device_token", "user",
    ];

    private static readonly string[] User =
    [
        "id", "email", "email_verified", "username", "name", "first_name", "last_name", "status",
        "two_factor_enabled", "two_factor_required", "roles",
        "permissions", "user_metadata", "app_metadata", "created_at", "updated_at", "last_login_at",
    ];

    [Fact]
    public async Task A_new_user_is_signed_in_and_told_who_they_are()
    {
        var answer = await Server.Post(
            "/register", new { email = "Ada@Example.com", password = Password, username = "Ada.L", name = " Ada " });

        Is(HttpStatusCode.Created, answer);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal(Authenticated, answer.Json.Select(member => member.Key));
        Assert.Equal(("authenticated", "Bearer"), (answer.Text("status"), answer.Text("token_type")));
        Assert.Equal((900, 30 * 86_400), (answer.Json["expires_in"]!.GetValue<int>(), answer.Json["refresh_expires_in"]!.GetValue<int>()));
        var user = answer.Json["user"]!.AsObject();
        Assert.Equal(User, user.Select(member => member.Key));
        Assert.Equal(("Ada@Example.com", "Ada.L", "Ada"), (Text(user, "email"), Text(user, "username"), Text(user, "name")));
        Assert.Equal(["user"], user["roles"]!.AsArray().Select(role => role!.GetValue<string>()));
        Assert.False(user["email_verified"]!.GetValue<bool>());
        IsOk(await Server.Get("/user", answer.Text("access_token")));
        Assert.Equal(["session_started", "user_registered"], (await Server.AuditTypes()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("ADA@EXAMPLE.COM")]
    [InlineData("  ada@Example.com ")]
    public async Task An_address_is_taken_whatever_its_case(string email)
    {
        _ = await Server.SignedInUser("Ada@example.com");

        Is(HttpStatusCode.Conflict, "email_taken", await Server.Post("/register", new { email, password = Password }));
    }

    [Fact]
    public async Task A_username_is_taken_whatever_its_case()
    {
        _ = await Server.SignedInUser(username: "Ada");

        Is(HttpStatusCode.Conflict, "username_taken",
            await Server.Post("/register", new { email = "other@example.com", username = "aDA", password = Password }));
    }

    [Fact]
    public async Task Of_fifty_registrations_of_one_address_at_once_one_succeeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Server.Post("/register", new { email = "ada@example.com", username = "ada" + i, password = Password })));

        OneWins(answers, "email_taken");
    }

    [Fact]
    public async Task Of_fifty_registrations_of_one_username_at_once_one_succeeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Server.Post("/register", new { email = $"ada{i}@example.com", username = "ada", password = Password })));

        OneWins(answers, "username_taken");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var answer = await Server.Post("/register", new
        {
            email = "nobody",
            username = "a@b",
            name = "a\nb",
            device_name = new string('x', 101),
            password = "short",
            password_confirmation = "other",
            mode = "carrier pigeon",
        });

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Equal(
            ["device_name", "email", "mode", "name", "password", "password_confirmation", "username"],
            answer.Json["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
        Assert.Empty(await Server.AuditTypes());
    }

    [Fact]
    public async Task An_empty_object_is_a_refusal()
    {
        var answer = await Server.Post("/register", new { });

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Equal(["email", "password"], answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("a@b@example.com")]
    [InlineData("@example.com")]
    [InlineData("ada@")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("ada@example.com,eve@example.com")]
    [InlineData("ada@exa mple.com")]
    [InlineData("ada@example..com")]
    [InlineData("\"ada eve\"@example.com")]
    public async Task What_is_no_address_is_refused(string email) =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post("/register", new { email, password = Password }));

    [Fact]
    public async Task The_address_is_no_password()
    {
        var answer = await Server.Post("/register", new { email = "ada.lovelace@example.com", password = "ada.lovelace@example.com" });

        Assert.Equal(["password"], answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task In_cookie_mode_the_secrets_are_in_cookies_only()
    {
        var answer = await Server.Post("/register", new { email = "ada@example.com", password = Password, mode = "cookie" });

        Is(HttpStatusCode.Created, answer);
        Assert.Equal(["status", "expires_in", "session_id", "user"], answer.Json.Select(member => member.Key));
        Assert.DoesNotContain("kw_", answer.Body, StringComparison.Ordinal);
        IsOk(await Server.Get("/user", null, ("Cookie", answer.SessionCookie())));
    }

    [Theory]
    [InlineData("/register")]
    [InlineData("/login")]
    public async Task A_page_of_another_site_signs_nobody_in(string path)
    {
        var answer = await Server.Post(
            path, new { email = "a@example.com", password = Password }, null, ("Origin", "https://evil.example"));

        Is(HttpStatusCode.Forbidden, "csrf_failed", answer);
        Assert.Empty(answer.Cookies);
        Assert.Empty(await Server.AuditTypes());
    }

    [Fact]
    public async Task Closed_registration_makes_nobody()
    {
        await using var closed = await Another(options => options.Registration.Enabled = false);

        Is(HttpStatusCode.NotFound, "not_found", await closed.Post("/register", new { email = "ada@example.com", password = Password }));
        Assert.Empty(await closed.AuditTypes());
    }

    [Fact]
    public async Task An_address_registers_twenty_times_an_hour()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        for (var i = 0; i < 20; i++)
        {
            Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await limited.Post("/register", new { }));
        }

        var refused = await limited.Post("/register", new { });

        Is(HttpStatusCode.TooManyRequests, "rate_limited", refused);
        Assert.Equal("3600", refused.Headers["Retry-After"]);
        Assert.Contains("RateLimit", refused.Headers.Keys);
        Assert.Contains("RateLimit-Policy", refused.Headers.Keys);
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await limited.Post("/register", new { }, null, ("X-Test-Peer", "203.0.113.8")));
    }

    [Fact]
    public async Task The_audit_says_who_registered_and_from_where()
    {
        var user = await Server.SignedInUser();

        var rows = await Server.Rows(tx => tx.List(
            $"SELECT user_id, actor_id, ip_address, request_method, request_path FROM kw.audit_events", row => (
                User: row.Uuid("user_id"), Actor: row.Uuid("actor_id"), Address: row.Ip("ip_address")!.ToString(),
                Request: row.Text("request_method") + " " + row.Text("request_path"))));

        Assert.All(rows, row => Assert.Equal((user.Id, user.Id, "203.0.113.7", "POST /api/auth/register"), row));
    }

    private static string Text(JsonObject json, string member) => json[member]!.GetValue<string>();

    private static void OneWins(Answer[] answers, string code)
    {
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(answer => answer.Status == HttpStatusCode.Conflict && answer.Code == code));
    }
}
