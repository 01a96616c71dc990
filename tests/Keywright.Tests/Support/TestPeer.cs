using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Keywright.Tests.Support;

/// <summary>The address that a test calls from: the test server has no connections.</summary>
internal sealed class TestPeer : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        _ = app.Use((http, call) =>
        {
            http.Connection.RemoteIpAddress = IPAddress.Parse(http.Request.Headers["X-Test-Peer"].FirstOrDefault() ?? "203.0.113.7");
            return call(http);
        });
        next(app);
    };
}
