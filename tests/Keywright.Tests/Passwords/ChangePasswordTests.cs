using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Passwords;

public sealed class ChangePasswordOnSqlite() : ChangePasswordTests(new SqliteTestDatabase());

public sealed class ChangePasswordOnPostgres() : ChangePasswordTests(new PostgresTestDatabase());

public abstract class ChangePasswordTests(TestDatabase database) : ServerTests(database)
{
    private const string Old = KeywrightServer.Password;
    private const string New = "quite another horse 7";

    [Fact]
    public async Task Only_the_new_password_works_and_other_sessions_and_devices_end()
    {
        var ada = await Server.SignedInUser();
        var other = await Server.SignIn(ada.Email);
        var personal = await ada.PersonalToken("*");

        Is(HttpStatusCode.NoContent, await Change(ada, Old, New));

        IsOk(await ada.Get("/user"));
        IsRevoked(await Server.Get("/user", other.Text("access_token")));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token",
            await Server.Post("/refresh", new { refresh_token = other.Text("refresh_token") }));
        IsOk(await Server.Get("/user", personal));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(ada.Email, Old));
        Assert.NotEqual(other.Text("device_token"), (await Server.SignIn(ada.Email, New, other.Text("device_token"))).Text("device_token"));
        Assert.Single(await Server.AuditTypes(), "password_changed");
    }

    [Fact]
    public async Task The_device_that_changes_it_stays_known()
    {
        var ada = await Server.SignedInUser();
        Is(HttpStatusCode.NoContent, await Change(ada, Old, New));

        Assert.Equal(ada.DeviceToken, (await Server.SignIn(ada.Email, New, ada.DeviceToken)).Text("device_token"));
    }

    [Fact]
    public async Task A_wrong_password_changes_nothing_and_five_lock_this_session_alone()
    {
        var ada = await Server.SignedInUser();
        var other = (await Server.SignIn(ada.Email)).Text("access_token");
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Change(ada, "wrong password 1", New));
        }

        var locked = await Change(ada, Old, New);

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", locked);
        Assert.Equal("900", locked.Headers["Retry-After"]);
        IsOk(await Server.SignIn(ada.Email, Old));
        Is(HttpStatusCode.NoContent, await Server.Send("PUT", "/user/password", Body(Old, New), other));
    }

    [Fact]
    public async Task Of_four_changes_at_once_one_succeeds()
    {
        var ada = await Server.SignedInUser();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Change(ada, Old, New + i)));

        var winner = Assert.Single(Enumerable.Range(0, 4), i => answers[i].Status == HttpStatusCode.NoContent);
        Assert.All(answers.Where((_, i) => i != winner), answer => Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer));
        IsOk(await Server.SignIn(ada.Email, New + winner));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var ada = await Server.SignedInUser();

        var answer = await ada.Send("PUT", "/user/password", new { password = "short", password_confirmation = "other" });

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Equal(
            ["current_password", "password", "password_confirmation"], answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_personal_token_may_not_change_or_confirm_it()
    {
        var token = await (await Server.SignedInUser()).PersonalToken("*");

        Is(HttpStatusCode.Forbidden, "session_required", await Server.Send("PUT", "/user/password", Body(Old, New), token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Post("/password/confirm", new { password = Old }, token));
    }

    [Fact]
    public async Task A_confirmation_opens_a_window_of_fifteen_minutes_for_this_session()
    {
        var ada = await Server.SignedInUser();
        var other = await Server.SignIn(ada.Email);
        Server.Wait(TimeSpan.FromMinutes(14));
        Is(HttpStatusCode.NoContent, await ada.Post("/password/confirm", new { password = Old }));
        Server.Wait(TimeSpan.FromMinutes(14));
        var (own, others) = (await Refreshed(ada.RefreshToken), await Refreshed(other.Text("refresh_token")));
        Server.Wait(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));

        Is(HttpStatusCode.Created, await Server.Post("/tokens", new { name = "a" }, own));
        Is(HttpStatusCode.Forbidden, "password_confirmation_required", await Server.Post("/tokens", new { name = "b" }, others));
        Server.Wait(TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.Forbidden, "password_confirmation_required", await Server.Post("/tokens", new { name = "c" }, own));
    }

    [Fact]
    public async Task A_wrong_confirmation_opens_nothing_and_is_audited()
    {
        var ada = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromMinutes(14));
        var fresh = await Refreshed(ada.RefreshToken);
        Server.Wait(TimeSpan.FromMinutes(1));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await Server.Post("/password/confirm", new { password = "wrong" }, fresh));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post("/password/confirm", new { }, fresh));

        Is(HttpStatusCode.Forbidden, "password_confirmation_required", await Server.Post("/tokens", new { name = "a" }, fresh));
        Assert.Single(await Server.AuditTypes(), "password_check!");
    }

    [Fact]
    public async Task An_address_confirms_five_times_a_minute()
    {
        var ada = await Server.SignedInUser();
        await using var limited = await Another(options =>
        {
            options.RateLimiting.Enabled = true;
            options.Lockout.MaxAttempts = 100;
        });
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Confirm(limited, ada, "wrong"));
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await Confirm(limited, ada, Old));
        Server.Wait(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 7; i++)
        {
            Is(HttpStatusCode.NoContent, await Confirm(limited, ada, Old));
        }
    }

    private async Task<string> Refreshed(string token) =>
        (await Server.Post("/refresh", new { refresh_token = token })).Text("access_token");

    private static Task<Answer> Confirm(KeywrightServer server, SignedInUser user, string password) =>
        server.Post("/password/confirm", new { password }, user.AccessToken);

    private static Task<Answer> Change(SignedInUser user, string old, string wanted) =>
        user.Send("PUT", "/user/password", Body(old, wanted));

    private static object Body(string old, string wanted) => new { current_password = old, password = wanted };
}
