using System.Net;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class AppsOnSqlite() : AppsTests(new SqliteTestDatabase());

public sealed class AppsOnPostgres() : AppsTests(new PostgresTestDatabase());

/// <summary>What users see of the clients that act for them, and how they take it back.</summary>
public abstract class AppsTests(TestDatabase database) : OAuthTests(database)
{
    private const string NotActive = """{"active":false}""";

    [Fact]
    public async Task A_user_sees_who_may_act_for_them_and_for_what()
    {
        var (visitor, user) = await SignedInVisitor();
        var own = await Client();
        Server.Wait(TimeSpan.FromMilliseconds(1));
        var asking = await Client(client => client with { AsksConsent = true, Uri = "https://app.example/" });
        _ = await asking.Tokens(visitor, await Allowed(visitor, asking, "openid posts:read", Api));
        Server.Wait(TimeSpan.FromMinutes(1));
        _ = await own.Tokens(visitor, ("scope", "openid email"));
        _ = await own.Tokens(visitor, ("scope", "openid offline_access"));

        var apps = (await user.Get("/apps")).Json["data"]!.AsArray();

        Assert.Equal([own.Id, asking.Id], apps.Select(app => app!["client_id"]!.ToString()));
        Assert.Equal(["email", "offline_access", "openid"], Sorted(apps[0]!["scopes"]!));
        Assert.Equal(["openid", "posts:read"], Sorted(apps[1]!["scopes"]!));
        Assert.Equal([Api], Sorted(apps[1]!["resources"]!));
        Assert.Equal(("Example", "https://app.example/"), (apps[1]!["name"]!.ToString(), apps[1]!["client_uri"]!.ToString()));
        Assert.NotNull(apps[0]!["last_used_at"]);
        Assert.Empty((await (await Server.SignedInUser()).Get("/apps")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task What_is_disconnected_loses_everything_at_once_and_must_ask_again()
    {
        var (visitor, user) = await SignedInVisitor();
        var (app, other) = (await Client(client => client with { AsksConsent = true }), await Client());
        var tokens = await app.Tokens(visitor, await Allowed(visitor, app, "openid offline_access"));
        var pending = await app.Code(visitor, ("scope", "openid"));
        var kept = await other.Tokens(visitor);

        IsGone(await user.Delete($"/apps/{app.Registered.Id}"));

        Is(HttpStatusCode.BadRequest, "invalid_grant", await app.Refresh(tokens["refresh_token"]!.ToString()));
        Assert.Equal(NotActive, (await app.Introspect(tokens["access_token"]!.ToString())).Body);
        Is(HttpStatusCode.BadRequest, "invalid_grant", await app.Redeem(pending));
        Assert.Contains("/consent?", (await visitor.Get(app.AuthorizeUrl())).Headers["Location"], StringComparison.Ordinal);
        IsOk(await other.Refresh(kept["refresh_token"]!.ToString()));
        Assert.Equal(other.Id, Assert.Single((await user.Get("/apps")).Json["data"]!.AsArray())!["client_id"]!.ToString());
        Assert.Contains("oauth_app_disconnected", await Server.AuditTypes());
        Is(HttpStatusCode.NotFound, "not_found", await user.Delete($"/apps/{app.Registered.Id}"));
    }

    [Fact]
    public async Task What_ended_with_its_session_is_no_app_any_more()
    {
        var (visitor, user) = await SignedInVisitor();
        _ = await (await Client()).Tokens(visitor);
        IsGone(await user.Delete("/sessions?except=current"));

        Assert.Empty((await user.Get("/apps")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task Nobody_sees_or_ends_what_is_another_s()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var tokens = await client.Tokens(visitor);
        var stranger = await Server.SignedInUser();

        Is(HttpStatusCode.NotFound, "not_found", await stranger.Delete($"/apps/{client.Registered.Id}"));
        Is(HttpStatusCode.NotFound, "not_found", await stranger.Delete("/apps/x"));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Get("/apps", await stranger.PersonalToken("*")));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/apps"));

        IsOk(await client.Refresh(tokens["refresh_token"]!.ToString()));
    }

    [Fact]
    public async Task Many_come_page_by_page()
    {
        var (visitor, user) = await SignedInVisitor();
        for (var i = 0; i < 3; i++)
        {
            _ = await (await Client()).Tokens(visitor);
        }

        var first = await user.Get("/apps?limit=2");
        Assert.Equal(2, first.Json["data"]!.AsArray().Count);
        var second = (await user.Get("/apps?limit=2&cursor=" + first.Text("next_cursor"))).Json;
        Assert.Single(second["data"]!.AsArray());
        Assert.Null(second["next_cursor"]);
    }

    private static void IsGone(Answer answer) => Is(HttpStatusCode.NoContent, answer);

    private static IEnumerable<string> Sorted(System.Text.Json.Nodes.JsonNode list) =>
        list.AsArray().Select(one => one!.ToString()).Order(StringComparer.Ordinal);

    /// <summary>Allows it for good, and returns what was asked.</summary>
    private static async Task<(string, string?)[]> Allowed(Visitor visitor, TestClient client, string scope, string? resource = null)
    {
        (string, string?)[] asked = [("scope", scope), ("resource", resource)];
        var page = await visitor.Follow(await visitor.Get(client.AuthorizeUrl(asked)));
        Assert.Contains("code", client.Returned(await visitor.Submit(page, "/consent", ("decision", "allow"))));
        return asked;
    }
}
