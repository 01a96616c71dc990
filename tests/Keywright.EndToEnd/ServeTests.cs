using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Keywright.EndToEnd;

public sealed class ServeOnSqlite() : ServeTests(new SqliteInstallation());

public sealed class ServeOnPostgres() : ServeTests(new PostgresInstallation());

/// <summary>How <c>keywright serve</c> begins and ends.</summary>
public abstract class ServeTests(Installation installation) : IAsyncLifetime
{
    public Task InitializeAsync() => installation.InitializeAsync();

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task Several_wrong_settings_are_named_at_once()
    {
        var result = await installation.Run(
            "serve", "--Sessions:Lifetime=soon", "--Lockout:MaxAttempts=-1", "--SessionGuard=none", "--Sesions:RefreshGrace=1");

        Assert.Equal((78, ""), (result.Code, result.Results));
        foreach (var setting in new[] { "Sessions:Lifetime", "Lockout:MaxAttempts", "SessionGuard", "Sesions:RefreshGrace" })
        {
            Assert.Contains(setting, result.Messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_address_in_use_is_named_with_a_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";

        var result = await installation.Run("serve", "--Urls=" + url);

        Assert.Equal(1, result.Code);
        Assert.Contains($"Can't listen at {url}", result.Messages, StringComparison.Ordinal);
        Assert.Contains("--Urls", result.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_another_master_key_does_not_start()
    {
        Assert.Equal(0, await (await installation.Serve()).Stop());

        var result = await installation.Run("serve", "--Keys:MasterKey=" + new string('A', 43) + "=");

        Assert.Equal(78, result.Code);
        Assert.Contains("belongs to the master key", result.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_ends_it_after_it_wrote_when_tokens_were_last_used()
    {
        var server = await installation.Serve();
        var person = (await Person.Register(server.Http, "ada@example.com"))!;
        var (id, text) = await person.MakeToken(server.Http, "t");
        using (var answer = await Person.Send(server.Http, HttpMethod.Get, "user", text))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(0, await server.Stop());

        var tokens = JsonNode.Parse((await installation.Run("token", "list", person.Email, "--json")).Results)!["data"]!.AsArray();
        Assert.Equal(id, (string?)Assert.Single(tokens)!["id"]);
        Assert.NotNull((string?)tokens[0]!["last_used_at"]);
        Assert.Equal("127.0.0.1", (string?)tokens[0]!["last_used_ip"]);
    }

    [Fact]
    public async Task SIGTERM_lets_requests_end_that_have_begun()
    {
        // A hash that takes a good while.
        installation.Environment["KEYWRIGHT_Passwords__Memory"] = "262144";
        installation.Environment["KEYWRIGHT_Passwords__Iterations"] = "5";
        var server = await installation.Serve();
        var registering = Person.Register(server.Http, "ada@example.com");
        await Task.Delay(200);
        Assert.False(registering.IsCompleted, "The hash was too fast for this test.");

        await server.Terminate();

        Assert.NotNull(await registering);
        Assert.Equal(0, await server.Ended());
    }
}
