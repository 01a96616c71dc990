using System.Net;
using Keywright.Security.PasswordHash;
using Keywright.Security.Tokens;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth;

public sealed class ClientCredentialsOnSqlite() : ClientCredentialsTests(new SqliteTestDatabase());

public sealed class ClientCredentialsOnPostgres() : ClientCredentialsTests(new PostgresTestDatabase());

/// <summary>RFC 6749 §4.4, and how clients prove who they are (§2.3).</summary>
public abstract class ClientCredentialsTests(TestDatabase database) : OAuthTests(database)
{
    private static readonly (string, string?)[] Grant = [("grant_type", "client_credentials")];

    [Fact]
    public async Task A_client_acts_for_itself()
    {
        var client = await Client();

        var answer = await client.Token([.. Grant, ("scope", "posts:read"), ("resource", Api)]);

        IsOk(answer);
        Assert.Null(answer.Json["refresh_token"]);
        Assert.Null(answer.Json["id_token"]);
        var claims = TestClient.Claims(answer.Text("access_token"));
        Assert.Equal((client.Id, Api, "posts:read"), (claims["sub"]!.ToString(), claims["aud"]!.ToString(), claims["scope"]!.ToString()));
    }

    [Theory]
    [InlineData("openid", "invalid_scope")]
    [InlineData("roles", "invalid_scope")]
    [InlineData("nothing", "invalid_scope")]
    [InlineData("posts:read  tenant", "invalid_scope")]
    [InlineData("keywright:users:read", "invalid_scope")]
    public async Task It_gets_no_more_than_it_was_registered_for(string scope, string error) =>
        Is(HttpStatusCode.BadRequest, error, await (await Client()).Token([.. Grant, ("scope", scope)]));

    [Fact]
    public async Task A_resource_that_it_may_not_use_is_refused() =>
        Is(HttpStatusCode.BadRequest, "invalid_target", await (await Client()).Token([.. Grant, ("resource", "https://other.example")]));

    [Fact]
    public async Task A_wrong_secret_an_unknown_client_and_another_method_are_answered_alike()
    {
        var client = await Client();
        var posts = await Client(one => one with { AuthMethod = "client_secret_post" });
        var answers = new[]
        {
            await Send(TestClient.Basic(client.Id, "wrong")),
            await Send(TestClient.Basic("nobody", client.Secret!)),
            await Send(TestClient.Basic(posts.Id, posts.Secret!)),
            await Send(TestClient.Basic(client.Id, posts.Secret!)),
        };

        Assert.All(answers, answer => Is(HttpStatusCode.Unauthorized, "invalid_client", answer));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.All(answers, answer => Assert.StartsWith("Basic ", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal));
        IsOk(await posts.Token(Grant));
    }

    [Fact]
    public async Task Names_and_secrets_that_are_tried_cost_the_same()
    {
        var client = await Client();
        var posts = await Client(one => one with { AuthMethod = "client_secret_post" });
        IsOk(await client.Token(Grant));
        IsOk(await posts.Token(Grant));

        var costs = new[]
        {
            await Cost(TestClient.Basic("nobody", client.Secret!)),
            await Cost(TestClient.Basic(client.Id, "wrong")),
            await Cost(TestClient.Basic(client.Id, client.Secret![..^1] + (client.Secret![^1] == 'a' ? 'b' : 'a'))),
            await Cost(TestClient.Basic(posts.Id, posts.Secret!)),
        };

        Assert.Equal("(1, 0) units, 1 statements", Assert.Single(costs.Distinct()));
    }

    [Fact]
    public async Task A_secret_that_another_node_has_just_made_works_at_once()
    {
        var (client, made) = (await Client(), SecretToken.New(TokenKind.ClientSecret));
        Server.Secrets.Add(made.Reveal());
        IsOk(await client.Token(Grant));
        Server.Wait(TimeSpan.FromSeconds(1));
        await Server.Change($"""
            UPDATE kw.oauth_clients SET secret_hash = {made.Hash}, updated_at = {Database.Clock.GetUtcNow()}
             WHERE id = {client.Registered.Id}
            """);

        IsOk(await Send(TestClient.Basic(client.Id, made.Reveal())));
    }

    [Fact]
    public async Task Two_ways_at_once_are_refused()
    {
        var client = await Client();

        Is(HttpStatusCode.BadRequest, "invalid_request", await client.Token([.. Grant, ("client_secret", client.Secret)]));
        Is(HttpStatusCode.BadRequest, "invalid_request", await client.Token([.. Grant, ("client_id", "another")]));
        IsOk(await client.Token([.. Grant, ("client_id", client.Id)]));
    }

    [Fact]
    public async Task A_public_client_has_no_credentials()
    {
        var client = await PublicClient(one => one with { GrantTypes = ["authorization_code", "client_credentials"] });

        Is(HttpStatusCode.BadRequest, "unauthorized_client", await client.Token(Grant));
    }

    [Fact]
    public async Task A_client_has_so_many_calls_a_minute()
    {
        await using var limited = await Another(options =>
        {
            Configure(options);
            options.RateLimiting.Enabled = true;
        });
        var client = await Client(one => one with { RequestsPerMinute = 3 });
        var own = new TestClient(limited, client.Registered, client.Secret);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => own.Token(Grant)));

        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer =>
            Is(HttpStatusCode.TooManyRequests, "rate_limited", answer));
        Assert.Contains(answers, answer => answer.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task A_disabled_client_is_none()
    {
        var client = await Client();
        var token = (await client.Token(Grant)).Text("access_token");
        await Server.Change($"UPDATE kw.oauth_clients SET status = 'disabled' WHERE id = {client.Registered.Id}");
        Server.Wait(TimeSpan.FromSeconds(31));

        Is(HttpStatusCode.Unauthorized, "invalid_client", await client.Token(Grant));
        Assert.Equal("""{"active":false}""", (await (await Client()).Introspect(token)).Body);
    }

    [Theory]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "invalid_request")]
    [InlineData("grant_type=", "invalid_request")]
    [InlineData("scope=%zz", "invalid_request")]
    [InlineData("scope=%ff", "invalid_request")]
    [InlineData("", "invalid_request")]
    public async Task What_is_no_request_is_told_so(string form, string error)
    {
        var client = await Client();
        using var content = new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");

        Is(HttpStatusCode.BadRequest, error, await Server.Send(
            "POST", "~/oauth/token", content, null, ("Authorization", TestClient.Basic(client.Id, client.Secret!))));
    }

    [Fact]
    public async Task Json_is_no_form()
    {
        var client = await Client();

        Is(HttpStatusCode.BadRequest, "invalid_request", await Server.Send(
            "POST", "~/oauth/token", new { grant_type = "client_credentials" }, null,
            ("Authorization", TestClient.Basic(client.Id, client.Secret!))));
    }

    private async Task<string> Cost(string authorization)
    {
        var before = Server.Sql.Statements;
        var units = await Server.Sql.During(() => Send(authorization));
        return $"{units} units, {Server.Sql.Statements - before} statements";
    }

    private Task<Answer> Send(string authorization) =>
        Server.Send("POST", "~/oauth/token", TestClient.Form(Grant), null, ("Authorization", authorization));

    [Fact]
    public async Task A_secret_from_elsewhere_can_not_be_tried_for_ever()
    {
        await using var limited = await Another(options =>
        {
            Configure(options);
            options.RateLimiting.Enabled = true;
        });
        const string Secret = "a secret from elsewhere";
        var hash = await Server.Services.GetRequiredService<PasswordHasher>().Hash(Secret, CancellationToken.None);
        var client = (await Client(one => one with { SecretHash = null, ImportedSecretHash = hash })).Registered;
        Task<Answer> Try(string secret) => new TestClient(limited, client, secret).Token(("grant_type", "client_credentials"));
        for (var i = 0; i < 30; i++)
        {
            IsOk(await Try(Secret));
            Is(HttpStatusCode.Unauthorized, "invalid_client", await Try("wrong"));
        }

        Is(HttpStatusCode.Unauthorized, "invalid_client", await Try(Secret));
        Server.Wait(TimeSpan.FromMinutes(1));
        IsOk(await Try(Secret));
    }
}
