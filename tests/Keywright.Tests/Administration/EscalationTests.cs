using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Administration;

public sealed class EscalationOnSqlite() : EscalationTests(new SqliteTestDatabase());

public sealed class EscalationOnPostgres() : EscalationTests(new PostgresTestDatabase());

/// <summary>Nobody acts on one who holds more, gives what they lack, or gets there by a detour.</summary>
public abstract class EscalationTests(TestDatabase database) : ServerTests(database)
{
    private const string Users = "/api/admin/users";

    [Fact]
    public async Task Without_a_permission_nobody_learns_what_there_is()
    {
        var user = await Server.SignedInUser();
        var other = await Server.SignedInUser();

        foreach (var id in new[] { other.Id.ToString(), Guid.Empty.ToString(), "x", user.Id.ToString() })
        {
            Is(HttpStatusCode.Forbidden, "permission_required", await user.Get($"{Users}/{id}"));
            Is(HttpStatusCode.Forbidden, "permission_required", await user.Post($"{Users}/{id}/suspend"));
            Is(HttpStatusCode.Forbidden, "permission_required", await user.Send("PUT", $"{Users}/{id}/roles/admin"));
            Is(HttpStatusCode.Forbidden, "permission_required", await user.Delete($"/api/admin/sessions/{id}"));
        }

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get(Users));
        Is(HttpStatusCode.NotFound, "not_found", await user.Get("/api/admin/nothing"));
        Is(HttpStatusCode.MethodNotAllowed, "method_not_allowed", await user.Send("PUT", Users, new { }));
    }

    [Fact]
    public async Task A_moderator_reads_locks_and_suspends_users_and_no_more()
    {
        var moderator = await Server.UserWith("moderator");
        var user = await Server.SignedInUser();

        IsOk(await moderator.Get(Users));
        IsOk(await moderator.Get($"{Users}/{user.Id}/sessions"));
        IsOk(await moderator.Post($"{Users}/{user.Id}/lock", new { reason = "spam" }));
        IsOk(await moderator.Post($"{Users}/{user.Id}/unlock"));
        IsOk(await moderator.Post($"{Users}/{user.Id}/suspend"));
        IsOk(await moderator.Post($"{Users}/{user.Id}/activate"));
        Is(HttpStatusCode.Forbidden, "permission_required", await moderator.Post($"{Users}/{user.Id}/ban"));
        Is(HttpStatusCode.Forbidden, "permission_required", await moderator.Delete($"{Users}/{user.Id}"));
        Is(HttpStatusCode.Forbidden, "permission_required", await moderator.Send("PATCH", $"{Users}/{user.Id}", new { name = "x" }));
        Is(HttpStatusCode.Forbidden, "permission_required", await moderator.Get($"{Users}/{user.Id}/tokens"));
        Is(HttpStatusCode.Forbidden, "permission_required", await moderator.Delete($"{Users}/{user.Id}/sessions"));
        Is(HttpStatusCode.Forbidden, "permission_required", await moderator.Get("/api/admin/stats"));
    }

    [Fact]
    public async Task A_moderator_can_not_lift_a_ban()
    {
        var admin = await Server.Administrator();
        var moderator = await Server.UserWith("moderator");
        var user = await Server.SignedInUser();
        IsOk(await admin.Post($"{Users}/{user.Id}/ban"));

        Is(HttpStatusCode.Forbidden, "permission_required", await moderator.Post($"{Users}/{user.Id}/activate"));

        IsOk(await admin.Post($"{Users}/{user.Id}/activate"));
    }

    [Theory]
    [InlineData("POST", "/lock")]
    [InlineData("POST", "/suspend")]
    [InlineData("POST", "/ban")]
    [InlineData("POST", "/activate")]
    [InlineData("POST", "/unlock")]
    [InlineData("POST", "/verify-email")]
    [InlineData("POST", "/reset-two-factor")]
    [InlineData("POST", "/send-password-reset")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("DELETE", "/sessions")]
    [InlineData("DELETE", "/roles/admin")]
    [InlineData("PUT", "/roles/user")]
    public async Task Nobody_acts_on_one_who_holds_more_and_the_attempt_is_audited(string method, string path)
    {
        _ = await Server.Administrator();
        var admin = await Server.Administrator();
        var lesser = await Server.UserWhoMay("keywright:users:*", "keywright:roles:grant", "keywright:sessions:*", "posts:*");
        object? body = path == "/lock" ? new { reason = "x" } : method == "PATCH" ? new { email = "eve@example.com" } : null;
        Server.Wait(TimeSpan.FromMilliseconds(1));

        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Send(method, $"{Users}/{admin.Id}{path}", body));

        IsOk(await admin.Get("/user"));
        Assert.EndsWith("!", (await Server.AuditTypes())[^1], StringComparison.Ordinal);
        var equal = await Server.SignedInUser();
        _ = await Server.Roles().GrantAsync(equal.Id, "admin");
        Assert.InRange((int)(await admin.Send(method, $"{Users}/{equal.Id}{path}", body)).Status, 200, 204);
    }

    [Fact]
    public async Task Nobody_acts_on_one_who_holds_more_of_the_application_either()
    {
        var editor = await Server.UserWhoMay("posts:*");
        var lesser = await Server.UserWhoMay("keywright:users:*", "posts:read");
        var administrator = await Server.UserWhoMay("keywright:*");

        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Post($"{Users}/{editor.Id}/suspend"));
        IsOk(await administrator.Post($"{Users}/{editor.Id}/suspend"));
    }

    [Fact]
    public async Task Nobody_gives_what_they_lack()
    {
        var granter = await Server.UserWhoMay("keywright:roles:*", "keywright:users:*", "posts:read", "keywright:service-accounts:*");
        var friend = await Server.SignedInUser();
        _ = await Server.Roles().CreateAsync("editor", ["posts:*"]);
        _ = await Server.Roles().CreateAsync("reader", ["posts:read"]);

        foreach (var id in new[] { friend.Id, granter.Id })
        {
            foreach (var role in new[] { "admin", "moderator", "editor" })
            {
                Is(HttpStatusCode.Forbidden, "permission_required", await granter.Send("PUT", $"{Users}/{id}/roles/{role}"));
            }
        }

        Is(HttpStatusCode.NoContent, await granter.Send("PUT", $"{Users}/{friend.Id}/roles/reader"));
        foreach (var permission in new[] { "keywright:*", "*", "posts:*", "posts:write", "keywright:audit:read" })
        {
            var wish = new { name = "evil", permissions = new[] { "posts:read", permission } };
            Is(HttpStatusCode.Forbidden, "permission_required", await granter.Post("/api/admin/roles", wish));
            var change = new { wish.permissions };
            Is(HttpStatusCode.Forbidden, "permission_required", await granter.Send("PATCH", "/api/admin/roles/reader", change));
            Is(HttpStatusCode.Forbidden, "permission_required", await granter.Post("/api/admin/service-accounts", wish));
        }

        var made = new { email = "eve@example.com", password = KeywrightServer.Password, roles = Administrators.Words("admin") };
        Is(HttpStatusCode.Forbidden, "permission_required", await granter.Post(Users, made));
        Assert.Empty((await granter.Get(Users + "?q=eve@")).Ids());
        Is(HttpStatusCode.Forbidden, "permission_required", await granter.Send("PATCH", "/api/admin/roles/editor", new { name = "mine" }));
        Is(HttpStatusCode.Forbidden, "permission_required", await granter.Delete("/api/admin/roles/editor"));
    }

    [Fact]
    public async Task Making_a_user_is_not_giving_roles()
    {
        var maker = await Server.UserWhoMay("keywright:users:write", "posts:read");
        _ = await Server.Roles().CreateAsync("reader", ["posts:read"]);

        var withRole = new { email = "a@example.com", password = KeywrightServer.Password, roles = Administrators.Words("reader") };
        Is(HttpStatusCode.Forbidden, "permission_required", await maker.Post(Users, withRole));
        Is(HttpStatusCode.Created, await maker.Post(Users, new { email = "a@example.com", password = KeywrightServer.Password }));
    }

    [Fact]
    public async Task A_token_administers_only_what_it_names()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        var star = await admin.PersonalToken("*");
        var locker = await admin.PersonalToken("keywright:users:lock");
        var granter = await admin.PersonalToken("keywright:roles:*", "keywright:users:write");
        var all = await admin.PersonalToken("keywright:*");

        Is(HttpStatusCode.Forbidden, "ability_required", await Server.Get(Users, star));
        Is(HttpStatusCode.Forbidden, "ability_required", await Server.Get(Users, locker));
        IsOk(await Server.Post($"{Users}/{user.Id}/lock", new { reason = "x" }, locker));
        IsOk(await Server.Get(Users, all));

        // What its owner may give, a token that was not made for it may not.
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Send("PUT", $"{Users}/{user.Id}/roles/admin", null, granter));
        var other = await Server.Administrator();
        var email = new { email = "eve@example.com" };
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Send("PATCH", $"{Users}/{other.Id}", email, granter));
        Is(HttpStatusCode.NoContent, await Server.Send("PUT", $"{Users}/{user.Id}/roles/admin", null, all));
        var named = await (await Server.SignedInUser()).PersonalToken("keywright:*");
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get(Users, named));
    }

    [Fact]
    public async Task A_cookie_needs_its_own_site()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        var session = await Server.Post("/login", new { email = admin.Email, password = KeywrightServer.Password, mode = "cookie" });

        Is(HttpStatusCode.Forbidden, "csrf_failed", await Server.Send(
            "POST", $"{Users}/{user.Id}/suspend", null, null, ("Cookie", session.SessionCookie()), ("Origin", "https://evil.example")));
        IsOk(await user.Get("/user"));
        IsOk(await Server.Send(
            "POST", $"{Users}/{user.Id}/suspend", null, null, ("Cookie", session.SessionCookie()), ("Sec-Fetch-Site", "same-origin")));
    }
}
