using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Keywright.Benchmarks;

/// <summary>
/// The authorization code flow with PKCE, as a client and the browsers of its users run it: from the request, with a session that is
/// there already, to the tokens. Of a server that asks nothing on the way.
/// </summary>
internal sealed class Flows : IDisposable
{
    private const int MostRedirects = 8;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _authorize;
    private readonly Uri _token;
    private readonly string _callback;
    private readonly AuthenticationHeaderValue _client;
    private readonly Settings _settings;

    public Flows(Uri server, Settings settings)
    {
        _settings = settings;
        _authorize = new Uri(server, settings.Text("authorize", "/oauth/authorize"));
        _token = new Uri(server, settings.Text("token", "/oauth/token"));
        _callback = settings.Text("callback", "https://app.example/callback");
        _client = AuthenticationHeaderValue.Parse(settings.Text("authorization", ""));
    }

    /// <summary>Users of a Keywright, or of a server that gives whoever comes a session: a line of cookies each.</summary>
    public async Task<int> SignIn(string file)
    {
        var lines = new List<string>();
        for (var number = 0; number < _settings.Number("users", 16); number++)
        {
            var jar = new CookieContainer();
            if (_settings.Text("register", "") is { Length: > 0 } path)
            {
                var person = new { email = $"flow{number}@example.com", password = "Correct-horse-battery-9", mode = "cookie" };
                using var answer = await _http.PostAsJsonAsync(new Uri(_authorize, path), person);
                _ = answer.EnsureSuccessStatusCode();
                Keep(jar, new Uri(_authorize, "/"), answer);
            }

            // The challenge of RFC 7636, appendix B.
            _ = await Code(jar, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
            lines.Add(jar.GetCookieHeader(_authorize));
        }

        await File.WriteAllLinesAsync(file, lines);
        return 0;
    }

    // Until then this program is being compiled. What the server spends meanwhile is told by the number of all flows.
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2);

    /// <summary>Runs flows for a while, a user's one after the other, and prints what wrk's scripts print.</summary>
    public async Task<int> Measure(string cookies)
    {
        var users = await File.ReadAllLinesAsync(cookies);
        var time = TimeSpan.FromSeconds(_settings.Number("seconds", 3));
        var times = new ConcurrentBag<double>();
        var (errors, early) = (0, 0);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(users.Select(user => Task.Run(async () =>
        {
            while (clock.Elapsed < Warm + time)
            {
                var began = clock.Elapsed;
                try
                {
                    _ = await Run(user);
                    if (began < Warm)
                    {
                        _ = Interlocked.Increment(ref early);
                    }
                    else
                    {
                        times.Add((clock.Elapsed - began).TotalMilliseconds);
                    }
                }
                catch (HttpRequestException)
                {
                    _ = Interlocked.Increment(ref errors);
                }
            }
        })));
        var rate = times.Count / (clock.Elapsed - Warm).TotalSeconds;
        var sorted = times.Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"RESULT {rate:F1} {At(sorted, 0.5):F3} {At(sorted, 0.99):F3} {errors} {early + times.Count}"));
        return 0;
    }

    /// <summary>Runs as many flows as are wanted, and writes their refresh tokens.</summary>
    public async Task<int> Refreshable(string cookies, string file)
    {
        var users = await File.ReadAllLinesAsync(cookies);
        var tokens = new List<string>();
        for (var number = 0; number < _settings.Number("count", 32); number++)
        {
            tokens.Add((await Run(users[number % users.Length])).GetProperty("refresh_token").GetString()!);
        }

        await File.WriteAllLinesAsync(file, tokens);
        return 0;
    }

    /// <summary>Asks for tokens of the client's own, and writes what asks about each.</summary>
    public async Task<int> Introspectable(string file)
    {
        var tokens = new ConcurrentBag<string>();
        var form = _settings.Text("form", "grant_type=client_credentials");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, _settings.Number("count", 1000)),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, _) => tokens.Add("token=" + (await Token(form)).GetProperty("access_token").GetString()!));
        await File.WriteAllLinesAsync(file, tokens);
        return 0;
    }

    public void Dispose() => _http.Dispose();

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];

    private async Task<JsonElement> Run(string cookies)
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        using var request = new HttpRequestMessage(HttpMethod.Get, Request(challenge));
        request.Headers.Add("Cookie", cookies);
        using var answer = await _http.SendAsync(request);
        var code = CodeIn(answer.Headers.Location) ?? throw Wrong(answer);
        return await Token(
            $"grant_type=authorization_code&code={code}&redirect_uri={Uri.EscapeDataString(_callback)}&code_verifier={verifier}");
    }

    private async Task<string> Code(CookieContainer jar, string challenge)
    {
        var next = Request(challenge);
        for (var redirects = 0; redirects < MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            if (jar.GetCookieHeader(next) is { Length: > 0 } cookies)
            {
                request.Headers.Add("Cookie", cookies);
            }

            using var answer = await _http.SendAsync(request);
            Keep(jar, next, answer);
            if (CodeIn(answer.Headers.Location) is { } code)
            {
                return code;
            }

            next = new Uri(next, answer.Headers.Location ?? throw Wrong(answer));
            if (next.Authority != _authorize.Authority)
            {
                throw Wrong(answer);
            }
        }

        throw new HttpRequestException($"{_authorize} leads nowhere.");
    }

    private Uri Request(string challenge)
    {
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        return new Uri(_authorize, $"?response_type=code&client_id={_settings.Text("client", "bench")}&scope=openid&state={state}"
            + $"&redirect_uri={Uri.EscapeDataString(_callback)}&code_challenge={challenge}&code_challenge_method=S256");
    }

    private string? CodeIn(Uri? location) =>
        location is { IsAbsoluteUri: true } && location.OriginalString.StartsWith(_callback, StringComparison.Ordinal)
            ? location.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith("code=", StringComparison.Ordinal))?[5..]
            : null;

    private async Task<JsonElement> Token(string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _token)
        {
            Content = new StringContent(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")),
        };
        request.Headers.Authorization = _client;
        using var answer = await _http.SendAsync(request);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : throw Wrong(answer);
    }

    private static void Keep(CookieContainer jar, Uri address, HttpResponseMessage answer)
    {
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
        {
            jar.SetCookies(address, cookie);
        }
    }

    private static HttpRequestException Wrong(HttpResponseMessage answer) =>
        new($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}, {answer.Headers.Location}");
}
