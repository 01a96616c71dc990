using System.Net;
using Keywright.Tests.Authentication;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Roles;

public sealed class PermissionsOnSqlite() : PermissionsTests(new SqliteTestDatabase());

public sealed class PermissionsOnPostgres() : PermissionsTests(new PostgresTestDatabase());

/// <summary>What roles let somebody do on the host's routes, and how soon a change is felt.</summary>
public abstract class PermissionsTests(TestDatabase database) : ServerTests(database)
{
    internal override KeywrightServer Make() => new(Database)
    {
        HostServices = services => services.AddAuthorization(options =>
            options.AddPolicy("reports", policy => policy.RequirePermission("reports:read"))),
        Host = Map,
    };

    private static void Map(WebApplication app)
    {
        WhoAmI.Map(app);
        _ = app.MapGet("/read", () => "ok").RequirePermission("reports:read");
        _ = app.MapGet("/both", () => "ok").RequirePermission("reports:read", "reports:write");
        _ = app.MapGet("/any", () => "ok").RequireAnyPermission("reports:read", "reports:write");
        _ = app.MapGet("/attribute", [RequirePermission("reports:read")] () => "ok");
        _ = app.MapGet("/ability", [RequireAbility("reports:read")] () => "ok");
        _ = app.MapGet("/policy", () => "ok").RequireAuthorization("reports");
        _ = app.MapGet("/admin", () => "ok").RequirePermission("keywright:users:read");
    }

    [Theory]
    [InlineData("reports:read", "/read /any /attribute /policy")]
    [InlineData("reports:*", "/read /both /any /attribute /policy")]
    [InlineData("reports:write", "/any")]
    [InlineData("*", "/read /both /any /attribute /policy")]
    [InlineData("keywright:*", "/admin")]
    [InlineData("posts:read", "")]
    public async Task A_user_may_do_what_their_roles_cover(string permission, string open)
    {
        var user = await Server.UserWhoMay(permission);

        foreach (var path in new[] { "/read", "/both", "/any", "/attribute", "/policy", "/admin" })
        {
            var answer = await user.Get("~" + path);
            var expected = open.Split(' ').Contains(path) ? null : "permission_required";
            Assert.Equal(expected, answer.Body == "ok" ? null : answer.Code);
        }

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("~/read"));
        Assert.Equal("ok", (await user.Get("~/ability")).Body);
    }

    [Theory]
    [InlineData("reports:read", "reports:read", null)]
    [InlineData("reports:read", "*", null)]
    [InlineData("reports:*", "reports:read", null)]
    [InlineData("reports:read", "posts:read", "ability_required")]
    [InlineData("reports:read", "", "ability_required")]
    [InlineData("posts:read", "reports:read", "permission_required")]
    [InlineData("posts:read", "posts:read", "permission_required")]
    public async Task A_token_may_do_what_both_its_owner_and_itself_may(string permission, string abilities, string? code)
    {
        var user = await Server.UserWhoMay(permission);
        var token = await user.PersonalToken(abilities.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        foreach (var path in new[] { "~/read", "~/attribute" })
        {
            var answer = await Server.Get(path, token);
            Assert.Equal(code, answer.Body == "ok" ? null : answer.Code);
        }

        var checks = await Server.Get("/permissions?check=reports:read", token);
        Assert.Equal(code is null, checks.Json["reports:read"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Many_permissions_are_checked_at_once_and_without_a_statement()
    {
        var user = await Server.UserWhoMay("posts:*", "reports:read");
        IsOk(await user.Get("/permissions?check=a"));
        var answer = new Answer(default, "", new Dictionary<string, string>(), []);

        var cost = await Server.Sql.During(async () =>
            answer = await user.Get("/permissions?check=posts:write,reports:read,reports:write,keywright:users:read,posts:read"));

        IsOk(answer);
        Assert.Equal((0, 0), cost);
        Assert.Equal(
            """{"posts:write":true,"reports:read":true,"reports:write":false,"keywright:users:read":false,"posts:read":true}""",
            answer.Body);
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/permissions?check=a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?check=")]
    [InlineData("?check=,,")]
    [InlineData("?check=**")]
    [InlineData("?check=a,keywright:*:*")]
    [InlineData("?check=a%00")]
    public async Task What_can_not_be_checked_is_refused(string query) =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await (await Server.SignedInUser()).Get("/permissions" + query));

    [Fact]
    public async Task A_granted_and_a_revoked_role_are_felt_at_the_next_request_here_and_on_other_nodes()
    {
        await using var other = await new KeywrightServer(Database) { IsSecondNode = true, Host = Map }.Start();
        var user = await Server.SignedInUser();
        _ = await Server.Roles().CreateAsync("reporter", ["reports:read"]);
        await BothSay(HttpStatusCode.Forbidden);

        Assert.True(await Server.Roles().GrantAsync(user.Id, "reporter"));
        await BothSay(HttpStatusCode.OK);
        _ = await Server.Roles().UpdateAsync("reporter", ["posts:read"]);
        await BothSay(HttpStatusCode.Forbidden);
        _ = await Server.Roles().UpdateAsync("reporter", ["reports:*"]);
        await BothSay(HttpStatusCode.OK);
        Assert.True(await Server.Roles().RevokeAsync(user.Id, "reporter"));
        await BothSay(HttpStatusCode.Forbidden);
        Assert.True(await Server.Roles().GrantAsync(user.Id, "reporter"));
        await BothSay(HttpStatusCode.OK);
        Assert.True(await Server.Roles().DeleteAsync("reporter"));
        await BothSay(HttpStatusCode.Forbidden);

        async Task BothSay(HttpStatusCode status)
        {
            Server.Wait(TimeSpan.FromMilliseconds(50));
            Assert.Equal(status, (await user.Get("~/read")).Status);
            Assert.Equal(status, (await other.Get("~/read", user.AccessToken)).Status);
        }
    }

    [Fact]
    public async Task A_change_of_a_role_writes_one_row_however_many_have_it()
    {
        _ = await Server.Roles().CreateAsync("reporter", []);
        for (var i = 0; i < 3; i++)
        {
            _ = await Server.UserWith("reporter");
        }

        var before = await Count();
        _ = await Server.Roles().UpdateAsync("reporter", ["reports:read"]);

        Assert.Equal(before + 1, await Count());

        async Task<int> Count() => (await Server.Rows(tx => tx.List($"SELECT id FROM kw.revocations", row => row.Uuid("id")))).Count;
    }

    [Fact]
    public async Task A_signed_in_user_is_told_of_roles_and_permissions_as_they_are()
    {
        var user = await Server.UserWhoMay("posts:read");
        _ = await Server.Roles().GrantAsync(user.Id, "moderator");

        var answer = await user.Get("/user");

        Assert.Equal(["moderator", "r" + user.Id.ToString("N"), "user"], answer.Texts("roles"));
        Assert.Contains("posts:read", answer.Texts("permissions"));
        Assert.Contains("keywright:users:lock", answer.Texts("permissions"));
        Assert.Equal(["*"], answer.Texts("abilities"));
    }

    [Fact]
    public void What_is_no_permission_can_not_be_required()
    {
        Assert.Throws<ArgumentException>(() => new RequirePermissionAttribute());
        Assert.Throws<ArgumentException>(() => new RequirePermissionAttribute("a b"));
        Assert.Throws<ArgumentException>(() => new RequireAbilityAttribute("keywright:*:*"));
    }
}
