using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Sessions;

public sealed class SessionsOnSqlite() : SessionsTests(new SqliteTestDatabase());

public sealed class SessionsOnPostgres() : SessionsTests(new PostgresTestDatabase());

public abstract class SessionsTests(TestDatabase database) : ServerTests(database)
{
    private static readonly string[] Members =
    [
        "id", "is_current", "status", "device_type", "device_name", "user_agent", "ip_address", "location_country", "location_city",
        "login_method", "is_trusted", "is_suspicious", "risk_score", "risk_reasons", "last_activity", "created_at", "expires_at",
        "revoked_at", "revoked_by",
    ];

    [Fact]
    public async Task A_list_shows_where_the_user_is_signed_in_and_which_one_asks()
    {
        var user = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromSeconds(1));
        var phone = await Phone(user);

        var sessions = (await Server.Get("/sessions", phone.Text("access_token"))).Json["data"]!.AsArray();

        Assert.Equal(2, sessions.Count);
        Assert.Equal(Members, sessions[0]!.AsObject().Select(member => member.Key));
        Assert.Equal(phone.Text("session_id"), sessions[0]!["id"]!.GetValue<string>());
        Assert.Equal([true, false], sessions.Select(session => session!["is_current"]!.GetValue<bool>()));
        Assert.Equal("198.51.100.4", sessions[0]!["ip_address"]!.GetValue<string>());
        Assert.Equal("phone", sessions[0]!["device_name"]!.GetValue<string>());
        Assert.Equal("mobile", sessions[0]!["device_type"]!.GetValue<string>());
        Assert.Equal("password", sessions[0]!["login_method"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_list_is_paged_by_a_cursor()
    {
        var user = await Server.SignedInUser();
        for (var i = 0; i < 4; i++)
        {
            Server.Wait(TimeSpan.FromSeconds(1));
            IsOk(await Phone(user));
        }

        var ids = new List<string>();
        var cursor = "";
        while (cursor is not null)
        {
            var page = (await user.Get("/sessions?limit=2" + cursor)).Json;
            ids.AddRange(page["data"]!.AsArray().Select(session => session!["id"]!.GetValue<string>()));
            cursor = page["next_cursor"] is { } next ? "&cursor=" + next.GetValue<string>() : null;
        }

        Assert.Equal(5, ids.Distinct().Count());
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task One_session_is_ended_and_the_others_go_on()
    {
        var user = await Server.SignedInUser();
        var phone = await Phone(user);
        IsOk(await Server.Get("/user", phone.Text("access_token")));

        Is(HttpStatusCode.NoContent, await user.Delete("/sessions/" + phone.Text("session_id")));

        IsRevoked(await Server.Get("/user", phone.Text("access_token")));
        var refreshed = await Server.Post("/refresh", new { refresh_token = phone.Text("refresh_token") });
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", refreshed);
        IsOk(await user.Get("/user"));
        Assert.Single((await user.Get("/sessions")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task All_but_the_current_one_are_ended()
    {
        var user = await Server.SignedInUser();
        var phone = await Phone(user);

        Is(HttpStatusCode.NoContent, await user.Delete("/sessions?except=current"));

        IsRevoked(await Server.Get("/user", phone.Text("access_token")));
        IsOk(await user.Get("/user"));
        Assert.Single(await Server.AuditTypes(), "session_revoked");
    }

    [Fact]
    public async Task All_are_ended_the_one_that_asks_included()
    {
        var user = await Server.SignedInUser();
        var phone = await Phone(user);
        var stranger = await Server.SignedInUser();

        Is(HttpStatusCode.NoContent, await user.Delete("/sessions"));

        IsRevoked(await Server.Get("/user", phone.Text("access_token")));
        IsRevoked(await user.Get("/user"));
        IsOk(await stranger.Get("/user"));
    }

    [Fact]
    public async Task A_misspelt_exception_ends_nothing()
    {
        var user = await Server.SignedInUser();

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await user.Delete("/sessions?except=curent"));

        IsOk(await user.Get("/user"));
    }

    [Fact]
    public async Task Of_twenty_calls_at_once_to_end_a_session_one_succeeds()
    {
        var user = await Server.SignedInUser();
        var phone = await Phone(user);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => user.Delete("/sessions/" + phone.Text("session_id"))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(19, answers.Count(answer => answer.Code == "not_found"));
        Assert.Single(await Server.AuditTypes(), "session_revoked");
    }

    [Fact]
    public async Task A_session_of_somebody_else_is_as_unknown_as_none()
    {
        var user = await Server.SignedInUser();
        var stranger = await Server.SignedInUser();

        Is(HttpStatusCode.NotFound, "not_found", await stranger.Delete("/sessions/" + user.SessionId));
        Is(HttpStatusCode.NotFound, "not_found", await stranger.Post($"/sessions/{user.SessionId}/trust"));
        Is(HttpStatusCode.NotFound, "not_found", await stranger.Delete("/sessions/nonsense"));
        IsOk(await user.Get("/user"));
    }

    [Fact]
    public async Task Trust_asks_for_a_password_confirmed_lately()
    {
        var user = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromMinutes(15));
        var access = (await Server.Post("/refresh", new { refresh_token = user.RefreshToken })).Text("access_token");
        var trust = $"/sessions/{user.SessionId}/trust";
        Is(HttpStatusCode.Forbidden, "password_confirmation_required", await Server.Post(trust, null, access));

        Is(HttpStatusCode.NoContent, await Server.Post("/password/confirm", new { password = KeywrightServer.Password }, access));
        Is(HttpStatusCode.NoContent, await Server.Post(trust, null, access));

        Assert.True((await Server.Get("/sessions", access)).Json["data"]![0]!["is_trusted"]!.GetValue<bool>());
    }

    private Task<Answer> Phone(SignedInUser user) => Server.Post(
        "/login",
        new { email = user.Email, password = KeywrightServer.Password, device_name = "phone" },
        null,
        ("X-Test-Peer", "198.51.100.4"),
        ("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)"));
}
