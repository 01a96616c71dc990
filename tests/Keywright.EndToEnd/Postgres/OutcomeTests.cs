using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Keywright.EndToEnd.Postgres;

/// <summary>A synchronous standby that works, and is then stopped: what callers of the server and of the command line are told.</summary>
public sealed class OutcomeTests : IAsyncLifetime
{
    private readonly PrivateServer _primary = new();
    private readonly PrivateServer _standby = new();
    private readonly SqliteInstallation _installation = new();
    private NpgsqlDataSource _administrator = null!;

    public async Task InitializeAsync()
    {
        await _primary.InitializeAsync();
        await _standby.Follow(_primary);
        _administrator = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _primary.Port,
            Username = "postgres",
            Database = "postgres",
        });
        _ = await Run("ALTER SYSTEM SET synchronous_standby_names = '*'");
        _ = await Run("SELECT pg_reload_conf()");
        _installation.Environment["DATABASE_URL"] = _primary.Url;
    }

    public async Task DisposeAsync()
    {
        await _installation.DisposeAsync();
        await _administrator.DisposeAsync();
        await _standby.DisposeAsync();
        await _primary.DisposeAsync();
    }

    [Fact]
    public async Task What_no_standby_confirmed_is_unknown_over_http_and_on_the_command_line()
    {
        var server = await _installation.Serve();
        Assert.NotNull(await Person.Register(server.Http, "confirmed@example.com"));
        Assert.Contains("\"sync\"", (await _installation.Run("db", "stats", "--json")).Results, StringComparison.Ordinal);
        await _standby.Stop();

        foreach (var end in new[] { "pg_cancel_backend", "pg_terminate_backend" })
        {
            var email = end.Replace('_', '-') + "@example.com";
            using var answer = await Unconfirmed(
                server.Http.PostAsJsonAsync("register", new { email, password = Person.Password }), end);
            var command = await Unconfirmed(_installation.Run("user", "create", "--email", "cli-" + email, "--generate"), end);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("outcome_unknown", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Equal((1, ""), (command.Code, command.Results));
            Assert.Contains("not known whether this was done", command.Messages, StringComparison.Ordinal);
        }
    }

    /// <summary>Ends the wait for the standby until the caller has an answer. Others who wait meanwhile are told the same.</summary>
    private async Task<T> Unconfirmed<T>(Task<T> caller, string end)
    {
        for (var i = 0; !caller.IsCompleted; i++)
        {
            Assert.True(i < 600, "no answer");
            _ = await Run($"SELECT count({end}(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
            await Task.Delay(50);
        }

        return await caller;
    }

    private async Task<object?> Run(string sql)
    {
#pragma warning disable CA2100 // The test's own texts.
        await using var command = _administrator.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
