using System.Net;
using Keywright.Database.Periodic;
using Keywright.OAuth.Clients;
using Keywright.Security.Jose;
using Keywright.SigningKeys;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth;

public sealed class BackchannelLogoutOnSqlite() : BackchannelLogoutTests(new SqliteTestDatabase());

public sealed class BackchannelLogoutOnPostgres() : BackchannelLogoutTests(new PostgresTestDatabase());

/// <summary>OpenID Connect Back-Channel Logout 1.0: clients hear of the end of a session, whoever ends it.</summary>
public abstract class BackchannelLogoutTests(TestDatabase database) : OAuthTests(database)
{
    private readonly LogoutReceiver _receiver = new();

    public override async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_client_is_told_once_in_a_token_that_it_can_check()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Listening();
        var id = TestClient.Claims((await client.Tokens(visitor))["id_token"]!.ToString());
        await Tell();
        Assert.Equal(0, _receiver.Calls);

        await SignOut(visitor);
        await Tell();
        await Tell();

        var token = Assert.Single(_receiver.Tokens);
        Assert.Equal("logout+jwt", TestClient.Header(token)["typ"]!.ToString());
        Assert.NotNull(SignedToken.Parse(token)!.Verify(
            await Server.Services.GetRequiredService<TokenSigner>().Verifying(CancellationToken.None)));
        var claims = _receiver.Claims;
        Assert.Equal(
            ("http://127.0.0.1:5080", client.Id, user.Id.ToString(), id["sid"]!.ToString()),
            (claims["iss"]!.ToString(), claims["aud"]!.ToString(), claims["sub"]!.ToString(), claims["sid"]!.ToString()));
        Assert.Equal(120, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        Assert.NotNull(claims["jti"]);
        Assert.Null(claims["nonce"]);
        Assert.Equal("""{"http://schemas.openid.net/event/backchannel-logout":{}}""", claims["events"]!.ToJsonString());
        Assert.Single(await Server.AuditTypes(), "oauth_logout_told");
    }

    // §2.6: it is validated in the way of an ID token, so with the algorithm that the client expects of those.
    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task The_token_is_signed_as_the_client_wants_its_ID_tokens(string algorithm)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Listening(one => one with { IdTokenAlgorithm = algorithm });
        _ = await client.Tokens(visitor);

        await SignOut(visitor);
        await Tell();

        Assert.Equal(algorithm, TestClient.Header(Assert.Single(_receiver.Tokens))["alg"]!.ToString());
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("password")]
    [InlineData("suspended")]
    [InlineData("erased")]
    [InlineData("deleted")]
    [InlineData("expired")]
    public async Task It_is_told_however_the_session_ends(string how)
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Listening();
        _ = await client.Tokens(visitor);

        await End(how, user);
        await Tell();

        Assert.Equal(user.Id.ToString(), _receiver.Claims["sub"]!.ToString());
    }

    [Fact]
    public async Task A_session_that_lives_on_is_looked_at_again_and_not_told()
    {
        var (visitor, user) = await SignedInVisitor();
        _ = await (await Listening()).Tokens(visitor);

        Server.Wait(TimeSpan.FromMinutes(2));
        await Tell();
        Assert.Equal(0, _receiver.Calls);

        await user.Delete("/sessions?except=current");
        await Tell();
        Assert.Equal(1, _receiver.Calls);
    }

    [Fact]
    public async Task Who_has_nothing_of_the_session_hears_nothing()
    {
        var (visitor, user) = await SignedInVisitor();
        var (other, _) = await SignedInVisitor();
        var (client, deaf) = (await Listening(), await Client());
        _ = await client.Tokens(other);
        _ = await deaf.Tokens(visitor);

        await user.Delete("/sessions?except=current");
        await Tell();

        Assert.Equal(0, _receiver.Calls);
    }

    [Fact]
    public async Task Many_grants_of_a_session_are_one_logout_for_each_client()
    {
        var (visitor, _) = await SignedInVisitor();
        var (one, other) = (await Listening(), await Listening());
        _ = await one.Tokens(visitor);
        _ = await one.Tokens(visitor);
        _ = await other.Tokens(visitor);

        await SignOut(visitor);
        await Tell();

        Assert.Equal(
            new[] { one.Id, other.Id }.Order(), _receiver.Tokens.Select(token => TestClient.Claims(token)["aud"]!.ToString()).Order());
        Assert.Equal(2, _receiver.Tokens.Select(token => TestClient.Claims(token)["sid"]!.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_is_down_is_tried_again_later_each_time()
    {
        var (visitor, _) = await SignedInVisitor();
        _ = await (await Listening()).Tokens(visitor);
        _receiver.IsDown = true;
        await SignOut(visitor);

        await Tell();
        await Tell();
        Assert.Equal(1, _receiver.Calls);
        Server.Wait(TimeSpan.FromSeconds(13));
        await Tell();
        await Tell();
        Assert.Equal(2, _receiver.Calls);
        Server.Wait(TimeSpan.FromSeconds(13));
        await Tell();
        Assert.Equal(2, _receiver.Calls);

        _receiver.IsDown = false;
        Server.Wait(TimeSpan.FromSeconds(12));
        await Tell();
        Assert.Single(_receiver.Tokens);
        Server.Wait(TimeSpan.FromDays(2));
        await Tell();
        Assert.Equal(3, _receiver.Calls);
    }

    [Fact]
    public async Task A_client_that_stays_down_is_given_up_after_a_day()
    {
        var (visitor, _) = await SignedInVisitor();
        _ = await (await Listening()).Tokens(visitor);
        _receiver.IsDown = true;
        await SignOut(visitor);
        await Tell();

        Server.Wait(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        await Tell();
        Assert.DoesNotContain("oauth_logout_given_up!", await Server.AuditTypes());
        Server.Wait(TimeSpan.FromHours(2));
        await Tell();
        Assert.Contains("oauth_logout_given_up!", await Server.AuditTypes());
        Server.Wait(TimeSpan.FromDays(2));
        await Tell();

        Assert.Equal(3, _receiver.Calls);
    }

    [Fact]
    public async Task Two_nodes_tell_once()
    {
        await using var other = await Another(Configure);
        var client = await Listening();
        for (var i = 0; i < 3; i++)
        {
            var (visitor, _) = await SignedInVisitor();
            _ = await client.Tokens(visitor);
            await SignOut(visitor);
        }

        await Task.WhenAll(Tell(), Tell(other), Tell(), Tell(other));

        Assert.Equal(3, _receiver.Calls);
    }

    [Fact]
    public async Task A_client_that_no_longer_wants_to_be_told_is_not()
    {
        var (visitor, _) = await SignedInVisitor();
        _ = await (await Listening()).Tokens(visitor);
        await Server.Change($"UPDATE kw.oauth_clients SET backchannel_logout_uri = NULL");

        await SignOut(visitor);
        await Tell();

        Assert.Equal(0, _receiver.Calls);
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT attempts FROM kw.oauth_logouts", row => row.Int("attempts"))));
    }

    private Task<TestClient> Listening(Func<OAuthClient, OAuthClient>? change = null) => Client(client =>
    {
        client = client with { BackchannelLogoutUri = _receiver.Uri };
        return change?.Invoke(client) ?? client;
    });

    private async Task End(string how, SignedInUser user)
    {
        switch (how)
        {
            case "revoked":
                await user.Delete("/sessions?except=current");
                break;
            case "password":
                Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = user.Email }));
                Is(HttpStatusCode.NoContent, await Server.Post(
                    "/password/reset", new { token = await Server.LinkTo(user.Email, "kw_pr_"), password = "another horse battery 7" }));
                break;
            case "suspended":
                IsOk(await (await Server.Administrator()).Post($"/api/admin/users/{user.Id}/suspend"));
                break;
            case "erased":
                _ = await (await Server.Administrator()).Delete($"/api/admin/users/{user.Id}");
                break;
            case "deleted":
                await Server.Change($"DELETE FROM kw.users WHERE id = {user.Id}");
                break;
            default:
                Server.Wait(TimeSpan.FromDays(400));
                break;
        }
    }

    private static async Task SignOut(Visitor visitor) => _ = await visitor.Submit(
        await visitor.Get("/logout"), "/logout", ("decision", "sign_out"));

    private Task Tell() => Tell(Server);

    private static Task Tell(KeywrightServer server) =>
        server.Services.GetServices<IPeriodicWork>().Single(work => work.Name == "logouts").Run(CancellationToken.None);
}
