using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Keywright.TwoFactor;

namespace Keywright.EndToEnd;

public sealed class MasterKeyOnSqlite() : MasterKeyTests(new SqliteInstallation());

public sealed class MasterKeyOnPostgres() : MasterKeyTests(new PostgresInstallation());

/// <summary><c>keywright key rotate-master</c> beside a server that works.</summary>
public abstract class MasterKeyTests(Installation installation) : IAsyncLifetime
{
    private const int Clients = 4;

    private readonly ConcurrentQueue<string> _failures = new();
    private int _answers;

    public Task InitializeAsync() => installation.InitializeAsync();

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task It_is_rotated_twice_under_traffic_and_nobody_notices()
    {
        var server = await installation.Serve();
        var (ada, bob) = (await Enrol(server, "ada@example.com"), await Enrol(server, "bob@example.com"));
        Assert.Equal(0, (await installation.Run("key", "rotate", "--now")).Code);
        var signing = await Keys(server);
        using var stop = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, Clients).Select(n => Traffic(server, n, stop.Token)).ToArray();

        await Answered(100);
        await Rotate();
        await Answered(100);
        await SignsIn(server, "ada@example.com", ada);
        await Rotate();
        await Answered(100);
        await stop.CancelAsync();
        await Task.WhenAll(traffic);

        Assert.Empty(_failures);
        Assert.Equal(signing, await Keys(server));
        Assert.Equal(0, await server.Stop());
        var next = await installation.Serve();
        await SignsIn(next, "bob@example.com", bob);
        Assert.Equal(signing, await Keys(next));
        Assert.Equal(0, (await installation.Run("key", "rotate", "--now")).Code);
    }

    /// <summary>Puts a new key in front; every secret that the database holds can be read, and is under it.</summary>
    private async Task Rotate()
    {
        var done = await installation.Run("key", "rotate-master", "--generate", "--json");
        Assert.True(done.Code == 0, done.Messages);
        var columns = JsonNode.Parse(done.Results)!["data"]!.AsArray();
        Assert.All(columns, column => Assert.Equal(0, (int)column!["unreadable"]!));
        foreach (var name in new[] { "totp.secret", "signing_keys.private_key" })
        {
            Assert.True((int)columns.Single(column => (string?)column!["column"] == name)!["rows"]! > 0, name);
        }
    }

    /// <summary>Registers, and sets a second factor up: its secret, and the step of the code that proved it.</summary>
    private static async Task<(byte[] Secret, long Step)> Enrol(ServerProcess server, string email)
    {
        var person = (await Person.Register(server.Http, email))!;
        using var begun = await Person.Send(server.Http, HttpMethod.Post, "two-factor", person.AccessToken);
        var secret = Decode((string)(await begun.Content.ReadFromJsonAsync<JsonObject>())!["secret"]!);
        var step = Totp.StepAt(TimeProvider.System.GetUtcNow());
        using var confirmed = await Person.Send(
            server.Http, HttpMethod.Post, "two-factor/confirm", person.AccessToken, new { code = Code(secret, step) });
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        return (secret, step);
    }

    private static async Task SignsIn(ServerProcess server, string email, (byte[] Secret, long Step) app)
    {
        using var asked = await server.Http.PostAsJsonAsync("login", new { email, password = Person.Password });
        var challenge = (string?)(await asked.Content.ReadFromJsonAsync<JsonObject>())!["challenge"];
        var step = Math.Max(app.Step + 1, Totp.StepAt(TimeProvider.System.GetUtcNow()));
        using var answer = await server.Http.PostAsJsonAsync("two-factor/challenge", new { challenge, code = Code(app.Secret, step) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Whoever comes meanwhile: requests that read and write what is encrypted.</summary>
    private async Task Traffic(ServerProcess server, int client, CancellationToken ct)
    {
        for (var n = 0; !ct.IsCancellationRequested; n++)
        {
            var email = $"c{client}.{n}@example.com";
            using var made = await server.Http.PostAsJsonAsync(
                "register", new { email, password = Person.Password }, CancellationToken.None);
            await Note("register", made);
            if (!made.IsSuccessStatusCode)
            {
                continue;
            }

            var session = (await made.Content.ReadFromJsonAsync<JsonObject>(CancellationToken.None))!;
            var (access, refresh) = ((string)session["access_token"]!, (string?)session["refresh_token"]);
            using var factor = await Person.Send(server.Http, HttpMethod.Post, "two-factor", access);
            await Note("two-factor", factor);
            using var forgot = await server.Http.PostAsJsonAsync("password/forgot", new { email }, CancellationToken.None);
            await Note("forgot", forgot);
            for (var i = 0; i < 3 && refresh is not null; i++)
            {
                using var refreshed = await server.Http.PostAsJsonAsync(
                    "refresh", new { refresh_token = refresh }, CancellationToken.None);
                await Note("refresh", refreshed);
                refresh = (string?)(await refreshed.Content.ReadFromJsonAsync<JsonObject>(CancellationToken.None))!["refresh_token"];
            }
        }
    }

    private async Task Note(string what, HttpResponseMessage answer)
    {
        _ = Interlocked.Increment(ref _answers);
        if (!answer.IsSuccessStatusCode)
        {
            _failures.Enqueue($"{what}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private async Task Answered(int more)
    {
        var goal = Volatile.Read(ref _answers) + more;
        for (var i = 0; Volatile.Read(ref _answers) < goal; i++)
        {
            Assert.True(i < 600, "There was too little traffic. " + string.Join('\n', _failures.Take(3)));
            await Task.Delay(100);
        }
    }

    private static async Task<string> Keys(ServerProcess server) =>
        await server.Http.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));

    private static string Code(byte[] secret, long step) => Totp.Code(secret, step).ToString("d6", CultureInfo.InvariantCulture);

    private static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(
            letter => Convert.ToString(Base32.Rfc4648.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
