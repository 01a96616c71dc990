using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class RefreshTokenOnSqlite() : RefreshTokenTests(new SqliteTestDatabase());

public sealed class RefreshTokenOnPostgres() : RefreshTokenTests(new PostgresTestDatabase());

/// <summary>RFC 6749 §6 and RFC 9700 §4.14: refresh tokens of clients rotate as those of sessions do.</summary>
public abstract class RefreshTokenTests(TestDatabase database) : OAuthTests(database)
{
    [Fact]
    public async Task A_refresh_token_is_replaced_at_each_use()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var first = await client.Tokens(visitor);

        var second = await client.Refresh(first["refresh_token"]!.ToString());

        IsOk(second);
        Assert.NotEqual(first["refresh_token"]!.ToString(), second.Text("refresh_token"));
        Assert.Null(TestClient.Claims(second.Text("id_token"))["nonce"]);
        IsOk(await client.Refresh(second.Text("refresh_token")));
    }

    [Fact]
    public async Task Twenty_at_once_get_the_same_successor()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor))["refresh_token"]!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Refresh(token)));

        Assert.All(answers, IsOk);
        IsOk(await client.Refresh(Assert.Single(answers.Select(answer => answer.Text("refresh_token")).Distinct())));
    }

    [Fact]
    public async Task A_copy_that_is_used_later_ends_everything_of_the_grant()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var stolen = (await client.Tokens(visitor))["refresh_token"]!.ToString();
        var own = (await client.Refresh(stolen)).Json;
        Server.Wait(TimeSpan.FromSeconds(11));

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(stolen));

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(own["refresh_token"]!.ToString()));
        Assert.Equal("""{"active":false}""", (await client.Introspect(own["access_token"]!.ToString())).Body);
        Assert.Contains("oauth_refresh_token_reused!", await Server.AuditTypes());
    }

    [Fact]
    public async Task However_often_it_is_used_it_ends()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor, ("scope", "openid offline_access")))["refresh_token"]!.ToString();
        for (var day = 0; day < 364; day += 28)
        {
            Server.Wait(TimeSpan.FromDays(28));
            token = (await client.Refresh(token)).Text("refresh_token");
        }

        Server.Wait(TimeSpan.FromDays(1));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(token));
    }

    [Fact]
    public async Task Another_client_can_neither_use_nor_end_it()
    {
        var (visitor, _) = await SignedInVisitor();
        var (client, other) = (await Client(), await Client());
        var token = (await client.Tokens(visitor))["refresh_token"]!.ToString();

        Is(HttpStatusCode.BadRequest, "invalid_grant", await other.Refresh(token));

        IsOk(await client.Refresh(token));
    }

    [Fact]
    public async Task Less_can_be_asked_for_and_more_not()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor))["refresh_token"]!.ToString();

        Is(HttpStatusCode.BadRequest, "invalid_scope", await client.Refresh(token, ("scope", "openid profile")));
        Is(HttpStatusCode.BadRequest, "invalid_target", await client.Refresh(token, ("resource", Api)));
        var less = await client.Refresh(token, ("scope", "email"));
        Assert.Equal("email", less.Text("scope"));
        Assert.Equal("openid email", (await client.Refresh(less.Text("refresh_token"))).Text("scope"));
    }

    [Fact]
    public async Task Without_offline_access_it_ends_with_the_session_and_with_it_not()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        var bound = (await client.Tokens(visitor))["refresh_token"]!.ToString();
        var offline = await client.Tokens(visitor, ("scope", "openid offline_access"));

        await user.Delete("/sessions?except=current");

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(bound));
        IsOk(await client.Refresh(offline["refresh_token"]!.ToString()));
    }

    [Fact]
    public async Task It_ends_with_its_user_and_where_all_access_ends()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor, ("scope", "openid offline_access")))["refresh_token"]!.ToString();

        Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = user.Email }));
        Is(HttpStatusCode.NoContent, await Server.Post(
            "/password/reset", new { token = await Server.LinkTo(user.Email, "kw_pr_"), password = "another horse battery 7" }));

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(token));
    }

    [Fact]
    public async Task A_session_s_refresh_token_is_none_of_a_client_and_the_reverse()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor))["refresh_token"]!.ToString();

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(user.RefreshToken));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Server.Post("/refresh", new { refresh_token = token }));
    }
}
