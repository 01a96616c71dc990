using System.Net;
using System.Text;
using Keywright.Tests.Support;

namespace Keywright.Tests.Account;

public sealed class AccountOnSqlite() : AccountTests(new SqliteTestDatabase());

public sealed class AccountOnPostgres() : AccountTests(new PostgresTestDatabase());

public abstract class AccountTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task A_user_sees_what_the_credential_in_use_may_do()
    {
        var ada = await Server.SignedInUser();
        var token = await ada.PersonalToken("posts:read");

        Assert.Equal(["*"], Abilities(await ada.Get("/user")));
        Assert.Equal(["posts:read"], Abilities(await Server.Get("/user", token)));
        Assert.Equal(["*"], Abilities(await Patch(ada, """{"name":"Ada"}""")));
    }

    [Fact]
    public async Task What_is_absent_stays_and_null_clears()
    {
        var ada = await Server.SignedInUser(username: "ada");
        IsOk(await Patch(ada, """{"name":"Ada L","first_name":"Ada","last_name":"L","user_metadata":{"a":[1,{"b":null}]}}"""));

        var answer = await Patch(ada, """{"first_name":null,"unknown":1}""");

        IsOk(answer);
        Assert.Equal("Ada L", answer.Text("name"));
        Assert.Null(answer.Json["first_name"]);
        Assert.Equal(("L", "ada"), (answer.Text("last_name"), answer.Text("username")));
        Assert.Equal("""{"a":[1,{"b":null}]}""", answer.Json["user_metadata"]!.ToJsonString());
        answer = await Patch(ada, """{"username":null,"user_metadata":null}""");
        Assert.Null(answer.Json["username"]);
        Assert.Equal("{}", answer.Json["user_metadata"]!.ToJsonString());
        Assert.Equal(answer.Body, (await Patch(ada, "{}")).Body);
        _ = await Server.SignedInUser(username: "ada");
    }

    [Theory]
    [InlineData("""{"name":1}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"username":["a"]}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"user_metadata":[]}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"user_metadata":"x"}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"name":"a\nb"}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"username":"a@b"}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"username":""}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"user_metadata":{"a":"\u0000"}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"user_metadata":{"a\u0000":1}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"user_metadata":{"a":"\ud800"}}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"user_metadata":{"a":1e131071}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"user_metadata":{"a":[-1E999999]}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"user_metadata":{"a":1e-16383}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"user_metadata":{"a":0e-2147483648}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"user_metadata":{"a":0e99999999999}}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    public async Task What_can_not_be_kept_is_refused_and_nothing_changes(string body, HttpStatusCode status, string code)
    {
        var ada = await Server.SignedInUser();
        var before = (await ada.Get("/user")).Body;

        Is(status, code, await Patch(ada, body));

        Assert.Equal(before, (await ada.Get("/user")).Body);
    }

    // OWASP ASVS 5.0, 8.2.3: members that the user object has, and that others decide on.
    [Fact]
    public async Task What_others_decide_is_not_written_by_its_user()
    {
        const string Wish = """
            "app_metadata":{"plan":"gold"},"roles":["admin"],"permissions":["keywright:*"],"status":"banned","email_verified":true,
            "two_factor_enabled":true,"id":"018f0000-0000-7000-8000-000000000001","created_at":"2001-01-01T00:00:00Z","last_login_at":null
            """;
        var ada = await Server.SignedInUser();
        var before = (await ada.Get("/user")).Body;

        IsOk(await Patch(ada, $$"""{{{Wish}},"email":"eve@example.com"}"""));

        Assert.Equal(before, (await ada.Get("/user")).Body);
        var eve = await Server.Post("/register", new StringContent(
            $$"""{"email":"eve@example.com","password":"{{KeywrightServer.Password}}",{{Wish}}}""", Encoding.UTF8, "application/json"));
        Is(HttpStatusCode.Created, eve);
        Assert.Equal("""["user"]""", eve.Json["user"]!["roles"]!.ToJsonString());
        Assert.Equal("{}", eve.Json["user"]!["app_metadata"]!.ToJsonString());
        Assert.False(eve.Json["user"]!["email_verified"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("""{"a":"\\u0000"}""")]
    [InlineData("""{"a":1e20,"b":-1.5E-20,"c":0,"d":0.0}""")]
    [InlineData("""{"__proto__":{"a":1},"":"","ключ":"значение","emoji":"😀"}""")]
    public async Task What_is_plain_json_is_kept(string metadata)
    {
        var ada = await Server.SignedInUser();

        IsOk(await Patch(ada, $$"""{"user_metadata":{{metadata}}}"""));
    }

    [Theory]
    [InlineData(16_384, HttpStatusCode.OK)]
    [InlineData(16_385, HttpStatusCode.UnprocessableEntity)]
    public async Task Metadata_has_16_kib_at_most(int size, HttpStatusCode status)
    {
        var ada = await Server.SignedInUser();
        var text = new string('é', (size - 8) / 2) + (size % 2 == 0 ? "" : "x");
        var metadata = "{\"a\":\"" + text + "\"}";

        Assert.Equal(status, (await Patch(ada, $$"""{"user_metadata":{{metadata}}}""")).Status);
    }

    [Fact]
    public async Task Of_ten_who_take_one_username_at_once_one_succeeds()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Server.SignedInUser()));

        var answers = await Task.WhenAll(users.Select(user => Patch(user, """{"username":"Wanted"}"""))
            .Append(Server.Post("/register", new { email = "new@example.com", username = "wanted", password = KeywrightServer.Password })));

        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK or HttpStatusCode.Created);
        Assert.Equal(10, answers.Count(answer => answer is { Status: HttpStatusCode.Conflict, Code: "username_taken" }));
    }

    [Fact]
    public async Task A_user_keeps_their_own_username()
    {
        var ada = await Server.SignedInUser(username: "ada");

        Assert.Equal("ADA", (await Patch(ada, """{"username":"ADA"}""")).Text("username"));
    }

    [Fact]
    public async Task A_personal_token_neither_changes_nor_deletes_its_owner()
    {
        var ada = await Server.SignedInUser();
        var token = await ada.PersonalToken("*");

        Is(HttpStatusCode.Forbidden, "session_required", await Server.Send("PATCH", "/user", new { name = "Eve" }, token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Delete("/user", new { password = KeywrightServer.Password }, token));
        IsOk(await ada.Get("/user"));
    }

    [Fact]
    public async Task A_deleted_user_leaves_ids_and_nothing_personal()
    {
        var ada = await Server.SignedInUser("ada@example.com", "countess");
        IsOk(await Patch(ada, """{"name":"King","first_name":"Augusta","last_name":"Lovelace","user_metadata":{"a":"enchantress"}}"""));
        var token = await ada.PersonalToken("*");
        var login = new { email = ada.Email, password = KeywrightServer.Password, device_name = "engine" };
        var other = await Server.Post("/login", login, null,
            ("User-Agent", "Mozilla/5.0 Analytical"), ("X-Test-Peer", "198.51.100.4"));

        Is(HttpStatusCode.NoContent, await ada.Delete("/user", new { password = KeywrightServer.Password }));

        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.Get("/user")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Get("/user", token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Get("/user", other.Text("access_token"))).Status);
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token",
            await Server.Post("/refresh", new { refresh_token = other.Text("refresh_token") }));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn("ada@example.com"));
        var left = string.Join('\n', await Dump.Of(Server, "users", "sessions", "devices", "personal_tokens"));
        string[] traces =
            ["ada@", "countess", "king", "augusta", "lovelace", "enchantress", "engine", "analytical", "198.51.100.4", "$argon2"];
        Assert.All(traces, trace => Assert.DoesNotContain(trace, left, StringComparison.OrdinalIgnoreCase));

        Assert.Contains(ada.Id.ToString(), left, StringComparison.Ordinal);
        Assert.Single(await Server.AuditTypes(), "user_deleted");
        _ = await Server.SignedInUser("ADA@example.com", "Countess");
    }

    [Fact]
    public async Task Deleting_needs_the_password()
    {
        var ada = await Server.SignedInUser();

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await ada.Delete("/user", new { password = "wrong" }));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await ada.Delete("/user", new { }));
        IsOk(await ada.Get("/user"));
    }

    [Fact]
    public async Task Of_many_deletions_at_once_one_is_told_of()
    {
        var ada = await Server.SignedInUser();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            ada.Delete("/user", new { password = KeywrightServer.Password })));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.DoesNotContain(answers, answer => (int)answer.Status >= 500);
        Assert.Single(await Server.AuditTypes(), "user_deleted");
    }

    private Task<Answer> Patch(SignedInUser user, string body)
    {
        // No two changes at one instant: a trigger would take the second for one that left the time alone.
        Server.Wait(TimeSpan.FromMilliseconds(1));
        return user.Send("PATCH", "/user", new StringContent(body, Encoding.UTF8, "application/json"));
    }

    private static IEnumerable<string> Abilities(Answer answer) =>
        answer.Json["abilities"]!.AsArray().Select(ability => ability!.GetValue<string>());
}
