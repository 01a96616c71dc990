using System.Net;
using System.Text;
using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.SignIn;

public sealed class SignInOnSqlite() : SignInTests(new SqliteTestDatabase());

public sealed class SignInOnPostgres() : SignInTests(new PostgresTestDatabase());

public abstract class SignInTests(TestDatabase database) : ServerTests(database)
{
    private const string Password = KeywrightServer.Password;

    [Theory]
    [InlineData("email", "ada@example.com")]
    [InlineData("email", " ADA@Example.com ")]
    [InlineData("username", "Ada")]
    [InlineData("username", "aDA")]
    [InlineData("username", "ada@example.com")]
    [InlineData("email", "ada")]
    public async Task One_signs_in_by_address_or_username_whatever_their_case(string member, string identifier)
    {
        var ada = await Server.SignedInUser("ada@example.com", "Ada");

        var answer = await Server.Post("/login", new Dictionary<string, string> { [member] = identifier, ["password"] = Password });

        IsOk(answer);
        Assert.Equal(ada.Id.ToString(), answer.Json["user"]!["id"]!.GetValue<string>());
        Assert.NotNull(answer.Json["user"]!["last_login_at"]);
        Assert.NotEqual(ada.SessionId.ToString(), answer.Text("session_id"));
        IsOk(await Server.Get("/user", answer.Text("access_token")));
    }

    [Theory]
    [InlineData("{}", "email password")]
    [InlineData("""{"email":"a@example.com","username":"ada","password":"x"}""", "email")]
    [InlineData("""{"email":"a@example.com","password":""}""", "password")]
    [InlineData("""{"email":"a@example.com","password":"x","mode":"both"}""", "mode")]
    [InlineData("""{"email":" ","password":"x"}""", "email")]
    [InlineData("""{"email":"a@example.com","password":"x\u0000y"}""", "password")]
    [InlineData("""{"email":"a\u0000@example.com","password":"x"}""", "email")]
    public async Task What_can_be_no_sign_in_is_refused_before_anything_is_counted(string body, string fields)
    {
        var answer = await Server.Post("/login", Json(body));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Equal(fields, string.Join(' ', answer.Json["errors"]!.AsObject().Select(error => error.Key)));
        Assert.Empty(await Lanes());
    }

    [Theory]
    [InlineData("""{"email":"a@example.com","password":"\ud800"}""")]
    [InlineData("""{"email":"\udc00@example.com","password":"x"}""")]
    [InlineData("""{"email":1,"password":"x"}""")]
    [InlineData("""{"email":"a@example.com","password":["x"]}""")]
    [InlineData("""{"email":"a@example.com","password":"x","remember":"yes"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_malformed_is_told_so(string body) =>
        Is(HttpStatusCode.BadRequest, "malformed_request", await Server.Post("/login", Json(body)));

    [Fact]
    public async Task A_password_of_1025_characters_is_not_hashed() => Is(
        HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.SignIn("a@example.com", new string('x', 1_025)));

    [Fact]
    public async Task A_known_device_keeps_its_token_and_others_get_one_of_their_own()
    {
        var ada = await Server.SignedInUser();

        Assert.Equal(ada.DeviceToken, (await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken)).Text("device_token"));
        Assert.NotEqual(ada.DeviceToken, (await Server.SignIn(ada.Email)).Text("device_token"));
    }

    [Fact]
    public async Task A_device_of_somebody_else_is_as_unknown_as_none()
    {
        var (ada, eve) = (await Server.SignedInUser(), await Server.SignedInUser());

        Assert.NotEqual(eve.DeviceToken, (await Server.SignIn(ada.Email, deviceToken: eve.DeviceToken)).Text("device_token"));
    }

    [Fact]
    public async Task A_device_is_forgotten_after_half_a_year()
    {
        var ada = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromDays(180));

        Assert.NotEqual(ada.DeviceToken, (await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken)).Text("device_token"));
    }

    [Fact]
    public async Task Right_sign_ins_at_once_all_succeed()
    {
        var ada = await Server.SignedInUser();

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Server.SignIn(ada.Email))), IsOk);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Server.SignIn(ada.Email))), IsOk);
    }

    [Fact]
    public async Task A_hash_of_weaker_parameters_is_renewed_by_the_sign_in_that_proves_it()
    {
        var ada = await Server.SignedInUser();
        await using var stronger = await Another(options => options.Passwords.Iterations = 2);

        IsOk(await stronger.SignIn(ada.Email));

        Assert.Contains(",t=2,", await Hash(ada), StringComparison.Ordinal);
        var renewed = await Hash(ada);
        IsOk(await stronger.SignIn(ada.Email));
        Assert.Equal(renewed, await Hash(ada));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await stronger.SignIn(ada.Email, "another one"));
    }

    [Fact]
    public async Task A_password_that_changes_while_it_is_verified_starts_no_session()
    {
        var ada = await Server.SignedInUser();
        var hashes = new CountedHashes();
        await using var slow = await Another(_ => { }, hashes.Into);
        var change = "";
        hashes.Before = () =>
        {
            hashes.Before = null;
            var users = Server.Services.GetRequiredService<KeywrightUsers>();
            change = users.SetPasswordAsync(ada.Id, "a new one, just now 7").Result ?? "done";
        };

        var answer = await slow.SignIn(ada.Email);

        Assert.Equal("done", change);
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", answer);
        Is(HttpStatusCode.Unauthorized, "token_revoked", await ada.Get("/user"));
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("banned")]
    [InlineData("inactive")]
    public async Task Only_who_knows_the_password_learns_that_an_account_is_closed(string status)
    {
        var ada = await Server.SignedInUser();
        await Server.Change($"UPDATE kw.users SET status = {status}");

        var wrong = await Server.SignIn(ada.Email, "wrong password 1");
        var right = await Server.SignIn(ada.Email);

        Is(HttpStatusCode.Unauthorized, "invalid_credentials", wrong);
        Is(HttpStatusCode.Forbidden, "account_" + status, right);
        Assert.Equal(Without(await Server.SignIn("nobody@example.com", "wrong password 1")), Without(wrong));
    }

    [Fact]
    public async Task Only_who_knows_the_password_learns_of_an_administrators_lock()
    {
        var ada = await Server.SignedInUser();
        var users = Server.Services.GetRequiredService<KeywrightUsers>();
        _ = await users.LockAsync(ada.Id, "asked for", Server.Database.Clock.GetUtcNow() + TimeSpan.FromHours(1));

        var wrong = await Server.SignIn(ada.Email, "wrong password 1");
        var right = await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken);

        Is(HttpStatusCode.Unauthorized, "invalid_credentials", wrong);
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", right);
        Assert.Equal("3600", right.Headers["Retry-After"]);
        Server.Wait(TimeSpan.FromHours(1));
        IsOk(await Server.SignIn(ada.Email));
        _ = await users.LockAsync(ada.Id);
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(ada.Email));
        _ = await users.UnlockAsync(ada.Id);
        IsOk(await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task A_sign_in_and_its_session_are_in_the_audit_and_so_is_a_failure()
    {
        var ada = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromSeconds(1));
        _ = await Server.SignIn(ada.Email, "wrong password 1");
        Server.Wait(TimeSpan.FromSeconds(1));

        _ = await Server.SignIn(ada.Email);

        Assert.Equal(
            ["login", "login!", "session_started", "session_started", "user_registered"],
            (await Server.AuditTypes()).Order(StringComparer.Ordinal));
        var actors = await Server.Rows(tx => tx.List(
            $"SELECT actor_id FROM kw.audit_events WHERE event_type = 'login' AND status = 'failure'",
            row => row.IsNull("actor_id") ? (Guid?)null : row.Uuid("actor_id")));
        Assert.Equal([null], actors);
    }

    internal static string Without(Answer answer)
    {
        var body = answer.Json;
        _ = body.Remove("trace_id");
        return answer.Status + body.ToJsonString() + string.Join('\n', answer.Headers.OrderBy(header => header.Key, StringComparer.Ordinal)
            .Where(header => header.Key is not "Content-Length" and not "RateLimit" and not "RateLimit-Policy"));
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<string> Hash(SignedInUser user) => (await Server.Rows(tx => tx.List(
        $"SELECT password_hash FROM kw.users WHERE id = {user.Id}", row => row.Text("password_hash")))).Single();

    private Task<List<string>> Lanes() => Server.Rows(tx => tx.List($"SELECT lane FROM kw.sign_in_lanes", row => row.Text("lane")));
}
