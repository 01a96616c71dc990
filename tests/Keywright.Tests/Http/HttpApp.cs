using System.Text.Json.Serialization.Metadata;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keywright.Tests.Http;

/// <summary>
/// A host with our routes and nothing else. Who calls, and from where, is what the headers <c>X-Caller</c> and <c>X-Peer</c> say.
/// </summary>
internal sealed class HttpApp : IAsyncDisposable
{
    public static readonly SessionId Session = SessionId.From(Guid.Parse("0190b0a0-0000-7000-8000-000000000001"));

    private readonly WebApplication _app;

    private HttpApp(WebApplication app, CapturedLog log)
    {
        _app = app;
        Log = log;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public CapturedLog Log { get; }

    public IServiceProvider Services => _app.Services;

    public RouteTable Table => ((IEndpointRouteBuilder)_app).DataSources.OfType<RouteTable>().Single();

    public TestServer Server => _app.GetTestServer();

    public static async Task<HttpApp> Start(
        Action<KeywrightRoutes> map,
        HttpSettings? settings = null,
        RateLimitOptions? limits = null,
        KeywrightDatabase? database = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? host = null,
        string? peer = null,
        TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        var log = new CapturedLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddKeywrightHttp(
            settings ?? new HttpSettings(),
            limits ?? new RateLimitOptions { Enabled = database is not null },
            new DefaultJsonTypeInfoResolver());
        builder.Services
            .AddSingleton(new HttpKeys(new byte[32], new byte[32]))
            .AddSingleton<ICallers, HeaderCallers>()
            .AddSingleton<IConfirmations, HeaderCallers>()
            .AddSingleton(database ?? new NoDatabase());
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.Use((http, next) =>
        {
            var from = http.Request.Headers["X-Peer"].FirstOrDefault() ?? peer;
            http.Connection.RemoteIpAddress = from is null ? null : System.Net.IPAddress.Parse(from);
            return next(http);
        });
        host?.Invoke(app);
        map(KeywrightRoutes.On(app));
        await app.StartAsync();
        return new HttpApp(app, log);
    }

    public Task<HttpResponseMessage> Send(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class HeaderCallers : ICallers, IConfirmations
    {
        private static readonly UserId Ada = UserId.From(Guid.Parse("0190b0a0-0000-7000-8000-00000000000a"));

        public ValueTask<CallerOutcome> Identify(HttpContext context, CancellationToken ct) =>
            ValueTask.FromResult<CallerOutcome>(context.Request.Headers["X-Caller"].ToString() switch
            {
                "token" => new CallerOutcome.Known(new Caller(CallerKind.SessionToken, Ada, Session, null, ["*"])),
                "confirmed" => new CallerOutcome.Known(
                    new Caller(CallerKind.SessionToken, Ada, SessionId.From(Guid.AllBitsSet), null, ["*"])),
                "cookie" => new CallerOutcome.Known(new Caller(CallerKind.SessionCookie, Ada, Session, null, ["*"])),
                "pat" => new CallerOutcome.Known(
                    new Caller(CallerKind.PersonalToken, Ada, null, PersonalTokenId.From(Guid.AllBitsSet), ["read"])),
                "expired" => new CallerOutcome.Refused(ProblemCode.TokenExpired, "The token \"has\" expired."),
                "broken" => throw new InvalidOperationException("secret detail"),
                _ => CallerOutcome.Anonymous.Instance,
            });

        public ValueTask<bool> IsConfirmed(SessionId sessionId, CancellationToken ct) =>
            ValueTask.FromResult(sessionId.Value == Guid.AllBitsSet);
    }

    /// <summary>Nothing here may reach SQL.</summary>
    private sealed class NoDatabase : KeywrightDatabase
    {
        public override Dialect Dialect => Dialect.Sqlite;

        public override ValueTask<T> Write<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
            throw new NotSupportedException();

        public override ValueTask<T> Read<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
            throw new NotSupportedException();

        public override ValueTask<T> ReadAtLength<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
            throw new NotSupportedException();

        public override ValueTask<T> ReadOne<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
            throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
