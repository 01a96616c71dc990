using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class DeviceOnSqlite() : DeviceTests(new SqliteTestDatabase());

public sealed class DeviceOnPostgres() : DeviceTests(new PostgresTestDatabase());

/// <summary>RFC 8628: devices without a browser.</summary>
public abstract class DeviceTests(TestDatabase database) : OAuthTests(database)
{
    private const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    [Fact]
    public async Task A_device_gets_tokens_once_its_user_has_allowed_it()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Device();

        var codes = await Ask(client, ("scope", "openid email"), ("resource", Api));
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", Text(codes, "user_code"));
        Assert.StartsWith("kw_dc_", Text(codes, "device_code"), StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:5080/device", Text(codes, "verification_uri"));
        Assert.Equal("http://127.0.0.1:5080/device?user_code=" + Text(codes, "user_code"), Text(codes, "verification_uri_complete"));
        Assert.Equal((600, 5), (codes["expires_in"]!.GetValue<int>(), codes["interval"]!.GetValue<int>()));
        Is(HttpStatusCode.BadRequest, "authorization_pending", await Poll(client, codes));

        var done = await Decide(visitor, codes, "allow");
        Assert.Contains("Device connected", done.Body, StringComparison.Ordinal);

        var tokens = await Poll(client, codes);
        IsOk(tokens);
        Assert.Equal("openid email", tokens.Text("scope"));
        var access = TestClient.Claims(tokens.Text("access_token"));
        Assert.Equal((user.Id.ToString(), Api), (access["sub"]!.ToString(), access["aud"]!.ToString()));
        var id = TestClient.Claims(tokens.Text("id_token"));
        Assert.Equal(("pwd", client.Id), (id["amr"]![0]!.ToString(), id["aud"]!.ToString()));
        Assert.NotNull(id["auth_time"]);
        Assert.NotNull(id["sid"]);
        IsOk(await client.Refresh(tokens.Text("refresh_token")));

        var audit = await Server.AuditTypes();
        Assert.Contains("oauth_device_authorization_requested", audit);
        Assert.Contains("oauth_device_allowed", audit);
        Assert.Contains("oauth_tokens_issued", audit);
    }

    [Fact]
    public async Task The_person_sees_who_asks_for_what_before_they_allow_it()
    {
        var (visitor, user) = await SignedInVisitor();
        var codes = await Ask(await Device(), ("scope", "openid posts:read"));

        var question = await visitor.Submit(await visitor.Get("/device"), "/device", ("user_code", Text(codes, "user_code")));

        Assert.All(
            ["Example", user.Email, Text(codes, "user_code"), "Read your posts"],
            shown => Assert.Contains(WebUtility.HtmlEncode(shown), question.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lower")]
    [InlineData("spaces")]
    [InlineData("plain")]
    public async Task A_code_is_read_however_it_is_typed(string how)
    {
        var (visitor, _) = await SignedInVisitor();
        var code = Text(await Ask(await Device()), "user_code");
        var typed = how switch
        {
            "lower" => code.ToLowerInvariant(),
            "spaces" => " " + code.Replace('-', ' '),
            _ => code.Replace("-", "", StringComparison.Ordinal),
        };

        IsOk(await visitor.Submit(await visitor.Get("/device"), "/device", ("user_code", typed)));
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_on_the_way()
    {
        var user = await Server.VerifiedUser();
        var visitor = new Visitor(Server);
        var client = await Device();
        var codes = await Ask(client);

        var login = await visitor.Follow(await visitor.Get(new Uri(Text(codes, "verification_uri_complete")).PathAndQuery));
        var page = await visitor.Follow(
            await visitor.Submit(login, "/login", ("email", user.Email), ("password", KeywrightServer.Password)));
        Assert.Contains($"value=\"{Text(codes, "user_code")}\"", page.Body, StringComparison.Ordinal);
        var question = await visitor.Submit(page, "/device", ("user_code", Text(codes, "user_code")));
        IsOk(await visitor.Submit(question, "/device", ("decision", "allow")));

        IsOk(await Poll(client, codes));
    }

    [Fact]
    public async Task A_refusal_is_told_and_can_not_be_taken_back()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Device();
        var codes = await Ask(client);

        Assert.Contains("Device refused", (await Decide(visitor, codes, "deny")).Body, StringComparison.Ordinal);

        Is(HttpStatusCode.BadRequest, "access_denied", await Poll(client, codes));
        Is(HttpStatusCode.UnprocessableEntity, await Post(visitor, codes, "allow"));
        Is(HttpStatusCode.BadRequest, "access_denied", await Poll(client, codes));
        Assert.Contains("oauth_device_refused!", await Server.AuditTypes());
    }

    [Fact]
    public async Task Of_twenty_decisions_at_once_one_counts()
    {
        var (visitor, _) = await SignedInVisitor();
        var codes = await Ask(await Device());

        _ = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Post(visitor, codes, i % 2 == 0 ? "allow" : "deny")));

        Assert.Single(await Server.AuditTypes(), type => type is "oauth_device_allowed" or "oauth_device_refused!");
    }

    [Fact]
    public async Task Of_twenty_polls_at_once_one_gets_the_tokens()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Device();
        var codes = await Ask(client);
        _ = await Decide(visitor, codes, "allow");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Poll(client, codes)));

        IsOk(await client.Refresh(Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK).Text("refresh_token")));
        Assert.Equal(19, answers.Count(answer => answer.Code == "invalid_grant"));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await Poll(client, codes));
    }

    [Fact]
    public async Task Who_polls_too_soon_is_slowed_down()
    {
        var client = await Device();
        var codes = await Ask(client);

        Is(HttpStatusCode.BadRequest, "authorization_pending", await Poll(client, codes));
        Server.Wait(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.BadRequest, "slow_down", await Poll(client, codes));
        Server.Wait(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.BadRequest, "slow_down", await Poll(client, codes));
        Server.Wait(TimeSpan.FromSeconds(15));
        Is(HttpStatusCode.BadRequest, "authorization_pending", await Poll(client, codes));
    }

    [Fact]
    public async Task Of_twenty_polls_at_once_one_came_in_time()
    {
        var client = await Device();
        var codes = await Ask(client);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Poll(client, codes)));

        Assert.Single(answers, answer => answer.Code == "authorization_pending");
        Assert.Equal(19, answers.Count(answer => answer.Code == "slow_down"));
    }

    [Fact]
    public async Task The_codes_end_on_the_tick_of_their_expiry()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Device();
        var (one, other) = (await Ask(client), await Ask(client));

        Server.Wait(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        _ = await Decide(visitor, one, "allow");
        Is(HttpStatusCode.BadRequest, "authorization_pending", await Poll(client, other));
        Server.Wait(TimeSpan.FromMilliseconds(1));

        Is(HttpStatusCode.UnprocessableEntity, await Post(visitor, other, "allow"));
        Is(HttpStatusCode.BadRequest, "expired_token", await Poll(client, one));
        Is(HttpStatusCode.BadRequest, "expired_token", await Poll(client, other));
    }

    [Fact]
    public async Task A_device_gets_nothing_from_a_session_that_has_ended()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Device();
        var codes = await Ask(client);
        _ = await Decide(visitor, codes, "allow");

        await user.Delete("/sessions?except=current");

        Is(HttpStatusCode.BadRequest, "invalid_grant", await Poll(client, codes));
    }

    [Fact]
    public async Task Another_client_gets_nothing_and_burns_nothing()
    {
        var (visitor, _) = await SignedInVisitor();
        var (client, other) = (await Device(), await Device());
        var codes = await Ask(client);
        _ = await Decide(visitor, codes, "allow");

        Is(HttpStatusCode.BadRequest, "invalid_grant", await Poll(other, codes));

        IsOk(await Poll(client, codes));
    }

    [Fact]
    public async Task Another_site_can_not_decide()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Device();
        var codes = await Ask(client);

        Is(HttpStatusCode.Forbidden, await visitor.Post(
            "/device", [("user_code", Text(codes, "user_code")), ("decision", "allow")],
            ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")));

        Is(HttpStatusCode.BadRequest, "authorization_pending", await Poll(client, codes));
    }

    [Fact]
    public async Task Wrong_codes_are_counted_and_a_right_one_of_one_s_own_buys_no_more()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Device();
        var (own, other) = (await Ask(client), await Ask(client));
        var page = await visitor.Get("/device");

        for (var i = 0; i < 5; i++)
        {
            IsOk(await visitor.Submit(page, "/device", ("user_code", Text(own, "user_code"))));
            Is(HttpStatusCode.UnprocessableEntity, await visitor.Submit(page, "/device", ("user_code", "BCDF-GHJ" + "KLMNP"[i])));
        }

        var locked = await visitor.Submit(page, "/device", ("user_code", Text(other, "user_code")));
        Is(HttpStatusCode.TooManyRequests, locked);
        Assert.Equal("900", locked.Headers["Retry-After"]);
        Assert.Equal(5, (await Server.AuditTypes()).Count(type => type == "oauth_device_code_wrong!"));
    }

    [Fact]
    public async Task What_can_be_no_code_is_no_guess()
    {
        var (visitor, _) = await SignedInVisitor();
        var codes = await Ask(await Device());
        var page = await visitor.Get("/device");

        foreach (var typed in new[] { "A", "AEIOUAEI", "BCDF-GHJ1", "BCDF_GHJK", "бцдф", new string('B', 300) })
        {
            Is(HttpStatusCode.UnprocessableEntity, await visitor.Submit(page, "/device", ("user_code", typed)));
        }

        IsOk(await visitor.Submit(page, "/device", ("user_code", Text(codes, "user_code"))));
    }

    [Fact]
    public async Task Only_a_client_of_this_grant_may_ask_and_for_no_more_than_is_its_own()
    {
        Is(HttpStatusCode.BadRequest, "unauthorized_client", await (await Client()).Post("/oauth/device_authorization"));
        Is(HttpStatusCode.BadRequest, "unauthorized_client", await (await Client()).Token(
            ("grant_type", DeviceCode), ("device_code", "x")));
        var client = await Device();
        Is(HttpStatusCode.BadRequest, "invalid_scope", await client.Post("/oauth/device_authorization", ("scope", "users:read")));
        Is(HttpStatusCode.BadRequest, "invalid_target", await client.Post(
            "/oauth/device_authorization", ("resource", "https://other.example")));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Token(("grant_type", DeviceCode), ("device_code", "kw_dc_nothing")));
    }

    private Task<TestClient> Device() => PublicClient(one => one with { GrantTypes = [DeviceCode, "refresh_token"], RedirectUris = [] });

    private static async Task<JsonObject> Ask(TestClient client, params (string Name, string? Value)[] form)
    {
        var answer = await client.Post("/oauth/device_authorization", form);
        IsOk(answer);
        return answer.Json;
    }

    private static Task<Answer> Poll(TestClient client, JsonObject codes) =>
        client.Token(("grant_type", DeviceCode), ("device_code", Text(codes, "device_code")));

    private static async Task<Answer> Decide(Visitor visitor, JsonObject codes, string decision)
    {
        var page = await visitor.Get("/device?user_code=" + Text(codes, "user_code"));
        var question = await visitor.Submit(page, "/device", ("user_code", Text(codes, "user_code")));
        IsOk(question);
        return await visitor.Submit(question, "/device", ("decision", decision));
    }

    /// <summary>Decides without having been asked.</summary>
    private static async Task<Answer> Post(Visitor visitor, JsonObject codes, string decision) => await visitor.Post(
        "/device",
        [.. Visitor.HiddenOf((await visitor.Get("/device")).Body), ("user_code", Text(codes, "user_code")), ("decision", decision)],
        Visitor.SameOrigin);

    private static string Text(JsonObject json, string member) => json[member]!.GetValue<string>();
}
