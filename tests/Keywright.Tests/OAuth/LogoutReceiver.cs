using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keywright.Tests.OAuth;

/// <summary>A client's back-channel logout endpoint, on loopback.</summary>
internal sealed class LogoutReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _tokens = new();
    private int _calls;

    public LogoutReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _ = _app.MapPost("/logout", async (HttpContext http) =>
        {
            _ = Interlocked.Increment(ref _calls);
            if (IsDown)
            {
                return Results.StatusCode(503);
            }

            _tokens.Enqueue(Assert.Single(await http.Request.ReadFormAsync(), field => field.Key == "logout_token").Value.ToString());
            return Results.Ok();
        });
        HostingAbstractionsHostExtensions.Start(_app);
    }

    public string Uri => _app.Urls.First() + "/logout";

    public bool IsDown { get; set; }

    /// <summary>How often it was called, answered or not.</summary>
    public int Calls => _calls;

    public IReadOnlyList<string> Tokens => [.. _tokens];

    public JsonObject Claims => TestClient.Claims(Assert.Single(Tokens));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
