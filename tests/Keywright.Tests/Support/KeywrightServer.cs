using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Email;
using Keywright.Maintenance;
using Keywright.Tests.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Support;

/// <summary>
/// A host that embeds Keywright, on a database and a clock of the test's own. Limits are off unless a test turns them on, hashes are cheap,
/// and background work runs when a test says so.
/// </summary>
internal sealed class KeywrightServer(TestDatabase database, Action<KeywrightOptions>? configure = null) : IAsyncDisposable
{
    public const string Password = "correct horse battery 9";

    private WebApplication? _app;
    private int _users;

    public CapturedLog Log { get; } = new();

    /// <summary>What must not be in the log: checked when the server goes.</summary>
    public LogSecrets Secrets { get; } = new();

    /// <summary>What was mailed, once a test delivered it.</summary>
    public CapturedEmail Mail { get; } = new();

    public TestDatabase Database => database;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public IEndpointRouteBuilder Endpoints => _app!;

    /// <summary>What the host maps for itself.</summary>
    public Action<WebApplication>? Host { get; init; }

    public Action<IServiceCollection>? HostServices { get; init; }

    /// <summary>What is mapped of Keywright: everything, unless a test says what.</summary>
    public Action<IEndpointRouteBuilder> Map { get; init; } =
        endpoints => endpoints.MapKeywright().MapKeywrightHealth().MapKeywrightOpenApi();

    /// <summary>A clock that is not the database's; with one, background work runs by itself.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>One more node on a database that another server prepares and drops.</summary>
    public bool IsSecondNode { get; init; }

    public CountedDatabase Sql => (CountedDatabase)Services.GetRequiredService<KeywrightDatabase>();

    public async Task<KeywrightServer> Start()
    {
        await database.Prepare();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(Log).AddProvider(Secrets)
            .AddFilter<LogSecrets>(null, LogLevel.Trace).AddFilter<LogSecrets>("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(Clock ?? database.Clock);
        builder.Services.AddKeywright(Configure);
        builder.Services.AddSingleton<KeywrightDatabase>(provider => new CountedDatabase(OpenDatabase.From(
            provider.GetRequiredService<DatabaseSettings>(), Clock ?? database.Clock, NullLoggerFactory.Instance)));
        builder.Services.AddSingleton(provider => new KeywrightMigrations(OpenDatabase.Migrator(
            ((CountedDatabase)provider.GetRequiredService<KeywrightDatabase>()).Counted, provider.GetRequiredService<DatabaseSettings>(),
            TimeProvider.System, NullLoggerFactory.Instance)));
        if (Clock is null)
        {
            builder.Services.RemoveAll<IHostedService>();
            builder.Services.AddHostedService<Startup>();
        }

        // Before all middleware, as a connection is: ASP.NET Core puts its own authentication first.
        builder.Services.AddSingleton<IStartupFilter, TestPeer>();
        builder.Services.AddSingleton<IEmailSender>(Mail);
        HostServices?.Invoke(builder.Services);

        _app = builder.Build();
        Map(_app);
        Host?.Invoke(_app);
        await _app.StartAsync();
        Client = _app.GetTestClient();
        return this;
    }

    public void Wait(TimeSpan time) => database.Clock.Advance(time);

    public async Task<Answer> Send(
        string method, string path, object? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Full(path));
        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Content is not null)
        {
            Secrets.Note(await request.Content.ReadAsStringAsync());
        }

        using var response = await Client.SendAsync(request);
        var answer = await Answer.Read(response);
        Secrets.Note(answer.Body);
        return answer;
    }

    /// <summary>A path below our prefix, unless it says otherwise: <c>~/posts</c> is the host's own.</summary>
    private static string Full(string path) =>
        path.StartsWith('~') ? path[1..]
        : path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("https://", StringComparison.Ordinal) ? path
        : "/api/auth" + path;

    public Task<Answer> Get(string path, string? token = null, params (string Name, string Value)[] headers) =>
        Send("GET", path, null, token, headers);

    public Task<Answer> Post(string path, object? body = null, string? token = null, params (string Name, string Value)[] headers) =>
        Send("POST", path, body, token, headers);

    public Task<Answer> Delete(string path, object? body = null, string? token = null) => Send("DELETE", path, body, token);

    /// <summary>A fresh user who has registered, with the session that this began.</summary>
    public async Task<SignedInUser> SignedInUser(string? email = null, string? username = null)
    {
        email ??= $"user{Interlocked.Increment(ref _users)}@example.com";
        var answer = await Post("/register", new { email, username, password = Password });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return new SignedInUser(this, email, answer.Json);
    }

    /// <summary>Like <see cref="SignedInUser"/>, and the address is proven.</summary>
    public async Task<SignedInUser> VerifiedUser(string? email = null, string? username = null)
    {
        var user = await SignedInUser(email, username);
        Assert.Equal(HttpStatusCode.OK, (await user.Post("/email/verify", new { token = await LinkTo(user.Email) })).Status);
        return user;
    }

    public Task<Answer> SignIn(string email, string password = Password, string? deviceToken = null) =>
        Post("/login", new { email, password, device_token = deviceToken });

    /// <summary>What runs by itself every few seconds: last-used times.</summary>
    public Task Flush() => Services.GetRequiredService<LastUsed>().Flush(CancellationToken.None);

    /// <summary>What runs by itself at once: mail is delivered.</summary>
    public Task<int> Deliver() => Services.GetRequiredService<OutboxDelivery>().Run(CancellationToken.None, CancellationToken.None);

    /// <summary>The newest mail to an address with <paramref name="text"/> in it.</summary>
    public async Task<EmailMessage> MailTo(string address, string text = "")
    {
        _ = await Deliver();
        return Mail.Sent.Last(mail => mail.To == address && (mail.Subject + mail.Text).Contains(text, StringComparison.Ordinal));
    }

    /// <summary>The token in the newest link that was mailed to an address.</summary>
    public async Task<string> LinkTo(string address, string prefix = "kw_ev_") =>
        Regex.Match((await MailTo(address, "?token=" + prefix)).Text, @"\?token=(kw_[a-z]+_[0-9A-Za-z]+)").Groups[1].Value;

    /// <summary>Reads the database behind the server's back.</summary>
    internal async Task<List<T>> Rows<T>(Func<Tx, ValueTask<List<T>>> read) =>
        await Services.GetRequiredService<KeywrightDatabase>().Read(read);

    /// <summary>Writes to the database behind the server's back.</summary>
    internal async Task Change(Sql sql) => await Services.GetRequiredService<KeywrightDatabase>().Write(tx => tx.Execute(sql));

    /// <summary>The types of the audit events so far, oldest first.</summary>
    public Task<List<string>> AuditTypes() => Rows(tx => tx.List(
        $"SELECT event_type, status FROM kw.audit_events ORDER BY id",
        row => row.Text("event_type") + (row.Text("status") == "failure" ? "!" : "")));

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (!IsSecondNode)
        {
            await database.DisposeAsync();
        }

        Secrets.Check();
    }

    private void Configure(KeywrightOptions options)
    {
        options.Keys.MasterKey = Convert.ToBase64String(new byte[32]);
        options.Passwords.Memory = 7 * 1024;
        options.Passwords.Iterations = 1;
        options.RateLimiting.Enabled = false;
        options.Migrations.Automatic = false;
        database.Configure(options);
        configure?.Invoke(options);
        Secrets.Add(options.Keys.MasterKey);
    }
}

/// <summary>A user with a session.</summary>
internal sealed class SignedInUser(KeywrightServer server, string email, JsonObject authenticated)
{
    public string Email { get; } = email;

    public Guid Id { get; } = authenticated["user"]!["id"]!.GetValue<Guid>();

    public Guid SessionId { get; } = authenticated["session_id"]!.GetValue<Guid>();

    public string AccessToken { get; } = authenticated["access_token"]!.GetValue<string>();

    public string RefreshToken { get; } = authenticated["refresh_token"]!.GetValue<string>();

    public string DeviceToken { get; } = authenticated["device_token"]!.GetValue<string>();

    public Task<Answer> Get(string path) => server.Get(path, AccessToken);

    public Task<Answer> Post(string path, object? body = null) => server.Post(path, body, AccessToken);

    public Task<Answer> Send(string method, string path, object? body = null) => server.Send(method, path, body, AccessToken);

    public Task<Answer> Delete(string path, object? body = null) => server.Delete(path, body, AccessToken);

    /// <summary>The text of a new personal access token.</summary>
    public async Task<string> PersonalToken(params string[] abilities)
    {
        var answer = await Post("/tokens", new { name = "test", abilities });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Json["token"]!.GetValue<string>();
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(
    HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Cookies)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>The code of the problem, or of the refusal of OAuth, or null.</summary>
    public string? Code => Body.StartsWith('{') ? (Json["code"] ?? Json["error"])?.ToString() : null;

    public string Text(string member) => Json[member]!.GetValue<string>();

    /// <summary>The value of a Cookie header that sends back the session cookie that was set.</summary>
    public string SessionCookie() => Pair(Assert.Single(Cookies, cookie => cookie.StartsWith("keywright=", StringComparison.Ordinal)
        || cookie.StartsWith("__Host-keywright=", StringComparison.Ordinal)));

    /// <summary>All cookies that were set, as a browser sends them back.</summary>
    public string AllCookies() => string.Join("; ", Cookies.Select(Pair));

    private static string Pair(string cookie) => cookie[..cookie.IndexOf(';', StringComparison.Ordinal)];

    public static async Task<Answer> Read(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var cookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? set.ToList() : [];
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), headers, cookies);
    }
}
