namespace Keywright.EndToEnd;

public sealed class RevocationOnSqlite() : RevocationTests(new SqliteInstallation());

public sealed class RevocationOnPostgres() : RevocationTests(new PostgresInstallation());

/// <summary>What is taken away in one process is refused by the others within a tenth of a second, whatever they have cached.</summary>
public abstract class RevocationTests(Installation installation) : IAsyncLifetime
{
    private static readonly TimeSpan Promise = TimeSpan.FromMilliseconds(100);

    // A busy machine may stop every process for longer than the promise: of five times, most must keep it, and all end soon.
    private const int Times = 5;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public Task InitializeAsync() => installation.InitializeAsync();

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task A_token_revoked_on_one_server_is_refused_by_the_other() => Assert.Null(await BetweenServers(async (person, one) =>
    {
        var (id, text) = await person.MakeToken(one.Http, "t");
        return (text, () => Delete(one, "tokens/" + id, person.AccessToken));
    }));

    [Fact]
    public async Task A_session_ended_on_one_server_is_refused_by_the_other() => Assert.Null(await BetweenServers((person, one) =>
        Task.FromResult<(string, Func<Task>)>((person.AccessToken, () => Delete(one, "sessions/" + person.Session, person.AccessToken)))));

    [Theory]
    [InlineData("suspend")]
    [InlineData("ban")]
    [InlineData("lock")]
    public async Task A_user_whom_an_administrator_stops_on_one_server_is_refused_by_the_other(string verb)
    {
        string? administrator = null;
        Assert.Null(await BetweenServers(async (person, one) =>
        {
            administrator ??= await Administrator(one);
            return (person.AccessToken, () => Administer(one, $"users/{person.Id}/{verb}", administrator));
        }));
    }

    [Fact]
    public async Task A_token_of_a_user_suspended_on_one_server_is_refused_by_the_other()
    {
        string? administrator = null;
        Assert.Null(await BetweenServers(async (person, one) =>
        {
            administrator ??= await Administrator(one);
            return ((await person.MakeToken(one.Http, "t")).Text, () => Administer(one, $"users/{person.Id}/suspend", administrator));
        }));
    }

    [Fact]
    public async Task A_token_revoked_from_the_command_line_is_refused() => Assert.Null(await FromTheCommandLine(async (person, server) =>
    {
        var (id, text) = await person.MakeToken(server.Http, "t");
        return (text, ["token", "revoke", id]);
    }));

    [Fact]
    public async Task A_user_suspended_from_the_command_line_is_refused() => Assert.Null(await FromTheCommandLine((person, _) =>
        Task.FromResult<(string, string[])>((person.AccessToken, ["user", "suspend", person.Email]))));

    [Fact]
    public async Task A_token_of_a_user_deleted_from_the_command_line_is_refused() => Assert.Null(await FromTheCommandLine(
        async (person, server) => ((await person.MakeToken(server.Http, "t")).Text, ["user", "delete", person.Id, "--yes"])));

    [Fact]
    public async Task A_session_ended_from_the_command_line_is_refused() => Assert.Null(await FromTheCommandLine((person, _) =>
        Task.FromResult<(string, string[])>((person.AccessToken, ["session", "revoke", person.Session]))));

    [Fact]
    public async Task All_sessions_ended_from_the_command_line_are_refused() => Assert.Null(await FromTheCommandLine((person, _) =>
        Task.FromResult<(string, string[])>((person.AccessToken, ["session", "revoke", "--all", person.Email]))));

    [Fact]
    public async Task A_user_activated_from_the_command_line_is_let_in_again()
    {
        var server = await installation.Serve();
        var person = (await Person.Register(server.Http, "ada@example.com"))!;
        Assert.Equal(0, (await installation.Run("user", "suspend", person.Email)).Code);
        await Task.Delay(Soon);
        using (var refused = await Person.Send(server.Http, HttpMethod.Get, "user", person.AccessToken))
        {
            Assert.False(refused.IsSuccessStatusCode);
        }

        Assert.Equal(0, (await installation.Run("user", "activate", person.Email)).Code);

        await using var watch = await Watch.On(server, person.AccessToken);
    }

    /// <summary>Why the promise was broken, or null.</summary>
    private async Task<string?> BetweenServers(Func<Person, ServerProcess, Task<(string Token, Func<Task> Revoke)>> prepare)
    {
        var (one, other) = (await installation.Serve(), await installation.Serve());
        return await Measure(async n =>
        {
            var person = (await Person.Register(one.Http, $"ada{n}@example.com"))!;
            var (token, revoke) = await prepare(person, one);
            await using var watch = await Watch.On(other, token);
            await revoke();
            return await watch.UntilRefused();
        });
    }

    /// <summary>Why the promise was broken, or null.</summary>
    private async Task<string?> FromTheCommandLine(Func<Person, ServerProcess, Task<(string Token, string[] Command)>> prepare)
    {
        var server = await installation.Serve();
        return await Measure(async n =>
        {
            var person = (await Person.Register(server.Http, $"ada{n}@example.com"))!;
            var (token, command) = await prepare(person, server);
            await using var watch = await Watch.On(server, token);
            var result = await installation.Run(command);
            var late = watch.UntilRefused();
            Assert.Equal((0, ""), (result.Code, result.Results));
            return await late;
        });
    }

    private static async Task<string?> Measure(Func<int, Task<TimeSpan>> once)
    {
        var late = new List<TimeSpan>();
        for (var n = 0; n < Times; n++)
        {
            late.Add(await once(n));
        }

        late.Sort();
        return late[Times / 2] <= Promise && late[^1] <= Soon ? null : "Let through after: " + string.Join(", ", late);
    }

    private static async Task Delete(ServerProcess server, string path, string token)
    {
        using var answer = await Person.Send(server.Http, HttpMethod.Delete, path, token);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {answer.StatusCode}.");
    }

    private async Task<string> Administrator(ServerProcess server)
    {
        var root = (await Person.Register(server.Http, "root@example.com"))!;
        Assert.Equal(0, (await installation.Run("role", "grant", "admin", root.Email)).Code);
        return root.AccessToken;
    }

    private static async Task Administer(ServerProcess server, string path, string token)
    {
        using var answer = await Person.Send(
            server.Http, HttpMethod.Post, "/api/admin/" + path, token, new { reason = "stolen" });
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {answer.StatusCode}.");
    }
}
