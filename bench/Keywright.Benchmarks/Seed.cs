using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Keywright.Benchmarks;

/// <summary>
/// Fills a running Keywright over HTTP, as its users would, and writes what bench/load sends to it: <c>FILES.tokens</c>,
/// <c>FILES.signin</c>, <c>FILES.refresh</c>. The server's rate limits must be off.
/// </summary>
internal sealed class Seed(Uri server, string files, Settings settings) : IDisposable
{
    private const int AtOnce = 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce }) { BaseAddress = server };
    private readonly string _password = settings.Text("password", "Correct-horse-battery-9");

    public async Task<int> Run()
    {
        var users = settings.Number("users", 0);
        if (users > 0)
        {
            var perUser = (settings.Number("tokens", 0) + users - 1) / users;
            await Write("tokens", users, number => UserWithTokens($"user{number}@example.com", perUser));
        }

        var signIn = settings.Number("sign-in", 0);
        if (signIn > 0)
        {
            await Write("refresh", signIn, async number => [Text(await Register($"signer{number}@example.com"), "refresh_token")]);
            var bodies = Enumerable.Range(0, signIn).Select(number => Credentials($"signer{number}@example.com"));
            await File.WriteAllLinesAsync(files + ".signin", bodies);
        }

        return 0;
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<string>> UserWithTokens(string email, int count)
    {
        var access = Text(await Register(email), "access_token");
        var tokens = new List<string>(count);
        for (var number = 0; number < count; number++)
        {
            tokens.Add(Text(await Post("/api/auth/tokens", JsonSerializer.Serialize(new { name = "bench" + number }), access), "token"));
        }

        return tokens;
    }

    private Task<JsonElement> Register(string email) => Post("/api/auth/register", Credentials(email));

    private string Credentials(string email) => JsonSerializer.Serialize(new { email, password = _password });

    private async Task<JsonElement> Post(string path, string body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new HttpRequestException($"{path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task Write(string kind, int count, Func<int, Task<IReadOnlyList<string>>> make)
    {
        var lines = new IReadOnlyList<string>[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) => lines[number] = await make(number));
        await File.WriteAllLinesAsync($"{files}.{kind}", lines.SelectMany(line => line));
    }

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;
}
