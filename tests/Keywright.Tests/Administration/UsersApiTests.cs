using System.Net;
using System.Text;
using Keywright.Tests.Support;

namespace Keywright.Tests.Administration;

public sealed class UsersApiOnSqlite() : UsersApiTests(new SqliteTestDatabase());

public sealed class UsersApiOnPostgres() : UsersApiTests(new PostgresTestDatabase());

/// <summary>What administrators do to users over HTTP.</summary>
public abstract class UsersApiTests(TestDatabase database) : ServerTests(database)
{
    private const string Users = "/api/admin/users";

    [Fact]
    public async Task A_user_is_made_shown_changed_and_deleted()
    {
        var admin = await Server.Administrator();

        var made = await admin.Post(Users, new
        {
            email = "Ada@Example.com",
            password = KeywrightServer.Password,
            username = "ada",
            name = " Ada ",
            email_verified = true,
            roles = Administrators.Words("moderator"),
            app_metadata = new { plan = "pro" },
        });

        Is(HttpStatusCode.Created, made);
        var id = made.Json["id"]!.GetValue<Guid>();
        Assert.Equal(("Ada@Example.com", "Ada", "active"), (made.Text("email"), made.Text("name"), made.Text("status")));
        Assert.Equal(["moderator", "user"], made.Texts("roles"));
        Assert.True(made.Json["email_verified"]!.GetValue<bool>());
        Assert.Equal(made.Body, (await admin.Shown(id)).Body);
        IsOk(await Server.SignIn("ada@example.com"));
        var changed = await Patch(admin, id, """
            {"name":null,"username":"countess","app_metadata":{"plan":"basic"},"email":"al@example.com"}
            """);
        IsOk(changed);
        Assert.Null(changed.Json["name"]);
        Assert.Equal(("countess", "al@example.com", false),
            (changed.Text("username"), changed.Text("email"), changed.Json["email_verified"]!.GetValue<bool>()));
        Assert.Equal("""{"plan":"basic"}""", changed.Json["app_metadata"]!.ToJsonString());
        Is(HttpStatusCode.NoContent, await admin.Delete($"{Users}/{id}"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Get($"{Users}/{id}"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete($"{Users}/{id}"));
        Assert.Contains(id, (await admin.Get(Users + "?status=deleted")).Ids());
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn("al@example.com"));
    }

    [Theory]
    [InlineData("""{"email":1}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"email_verified":"yes"}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"email_verified":null}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"app_metadata":[]}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"app_metadata":{"a":1e9999}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"email":null}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"email":"nobody"}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"username":"a@b"}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"a\nb"}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"email":"TAKEN@example.com"}""", HttpStatusCode.Conflict, "email_taken")]
    [InlineData("""{"username":"Taken","name":"x"}""", HttpStatusCode.Conflict, "username_taken")]
    public async Task What_can_not_be_is_refused_and_nothing_changes(string body, HttpStatusCode status, string code)
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        _ = await Server.SignedInUser("taken@example.com", "taken");
        var before = (await admin.Shown(user.Id)).Body;

        Is(status, code, await Patch(admin, user.Id, body));

        Assert.Equal(before, (await admin.Shown(user.Id)).Body);
    }

    [Fact]
    public async Task What_an_administrator_does_not_write_here_stays()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        IsOk(await user.Send("PATCH", "/user", new { user_metadata = new { mine = 1 }, app_metadata = new { plan = "pro" } }));
        Server.Wait(TimeSpan.FromMilliseconds(1));
        var before = (await admin.Shown(user.Id)).Body;
        Assert.Contains("\"app_metadata\":{}", before, StringComparison.Ordinal);

        var answer = await Patch(admin, user.Id, """
            {"id":"00000000-0000-0000-0000-000000000000","status":"banned","roles":["admin"],"permissions":["keywright:*"],
             "password_hash":"x","user_metadata":{"not":"mine"},"created_at":"2001-01-01T00:00:00Z","locked_until":"2999-01-01T00:00:00Z"}
            """);

        IsOk(answer);
        Assert.Equal(before, answer.Body);
        IsOk(await Server.SignIn(user.Email));
    }

    [Theory]
    [InlineData("suspend", "suspended")]
    [InlineData("ban", "banned")]
    public async Task Who_is_suspended_or_banned_is_refused_at_once_until_activated(string verb, string status)
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        var token = await user.PersonalToken("*");
        IsOk(await Server.Get("/user", token));

        var answer = await admin.Post($"{Users}/{user.Id}/{verb}");

        IsOk(answer);
        Assert.Equal(status, answer.Text("status"));
        IsRevoked(await user.Get("/user"));
        IsRevoked(await Server.Get("/user", token));
        Is(HttpStatusCode.Forbidden, "account_" + status, await Server.SignIn(user.Email));
        Assert.Equal("active", (await admin.Post($"{Users}/{user.Id}/activate")).Text("status"));
        IsOk(await Server.Get("/user", token));
    }

    [Fact]
    public async Task A_lock_closes_sign_in_until_its_time_or_an_unlock()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        var until = Database.Clock.GetUtcNow() + TimeSpan.FromHours(1);

        var answer = await admin.Post($"{Users}/{user.Id}/lock", new { reason = "lost laptop", until });

        IsOk(answer);
        Assert.Equal((until, "lost laptop"), (answer.Json["locked_until"]!.GetValue<DateTimeOffset>(), answer.Text("lock_reason")));
        IsRevoked(await user.Get("/user"));
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(user.Email));
        Assert.Null((await admin.Post($"{Users}/{user.Id}/unlock")).Json["locked_until"]);
        IsOk(await Server.SignIn(user.Email));
    }

    [Fact]
    public async Task An_unlock_opens_what_wrong_guesses_closed()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        for (var i = 0; i < 5; i++)
        {
            _ = await Server.SignIn(user.Email, "wrong wrong wrong");
        }

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(user.Email));
        Assert.Equal(5, (await admin.Shown(user.Id)).Json["failed_login_attempts"]!.GetValue<int>());

        Assert.Equal(0, (await admin.Post($"{Users}/{user.Id}/unlock")).Json["failed_login_attempts"]!.GetValue<int>());

        IsOk(await Server.SignIn(user.Email));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"reason":" "}""")]
    [InlineData("""{"reason":"x","until":"2001-01-01T00:00:00Z"}""")]
    public async Task A_lock_needs_a_reason_and_a_time_to_come(string body)
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await admin.Post($"{Users}/{user.Id}/lock", new StringContent(body, Encoding.UTF8, "application/json")));
        IsOk(await user.Get("/user"));
    }

    [Fact]
    public async Task An_address_is_vouched_for()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromMilliseconds(1));

        Assert.True((await admin.Post($"{Users}/{user.Id}/verify-email")).Json["email_verified"]!.GetValue<bool>());
        Assert.Equal("email_verified", (await Server.AuditTypes())[^1]);
    }

    [Fact]
    public async Task An_administrator_resets_a_lost_second_factor_and_mails_a_password_reset()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        _ = await TwoFactor.Authenticator.SetUp(Server, user);

        var reset = await admin.Post($"{Users}/{user.Id}/reset-two-factor");

        Assert.False(reset.Json["two_factor_enabled"]!.GetValue<bool>());
        Assert.Equal("authenticated", (await Server.SignIn(user.Email)).Text("status"));
        IsOk(await admin.Post($"{Users}/{user.Id}/send-password-reset"));
        Assert.StartsWith("kw_pr_", await Server.LinkTo(user.Email, "kw_pr_"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task Who_is_not_there_is_not_found(string id)
    {
        var admin = await Server.Administrator();
        foreach (var path in new[] { "", "/suspend", "/activate", "/ban", "/unlock", "/reset-two-factor", "/sessions", "/tokens" })
        {
            var method = path is "" or "/sessions" or "/tokens" ? "GET" : "POST";
            Is(HttpStatusCode.NotFound, "not_found", await admin.Send(method, $"{Users}/{id}{path}"));
        }

        Is(HttpStatusCode.NotFound, "not_found", await Patch(admin, id, """{"name":"x"}"""));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Send("PUT", $"{Users}/{id}/roles/moderator"));
    }

    private Task<Answer> Patch(SignedInUser admin, object id, string body)
    {
        Server.Wait(TimeSpan.FromMilliseconds(1));
        return admin.Send("PATCH", $"{Users}/{id}", new StringContent(body, Encoding.UTF8, "application/json"));
    }
}
