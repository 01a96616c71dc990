using Keywright.Http;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Keywright.Tests.Architecture;

/// <summary>The attack surface as one reviewable text: a new, newly public or newly unlimited route changes the approved file.</summary>
public sealed class RoutesTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    [Fact]
    public async Task Every_route_has_the_approved_policy_and_limit()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddKeywright(options =>
        {
            options.Data = _data.Path;
            options.Database.Url = "sqlite::memory:";
        });
        await using var app = builder.Build();
        app.MapKeywright().MapKeywrightPages();

        var routes = Assert.Single(((IEndpointRouteBuilder)app).DataSources.OfType<RouteTable>()).Print();

        Approved.Matches(routes, "tests", "Keywright.Tests", "Architecture", "Routes.approved.txt");
    }

    public void Dispose() => _data.Dispose();
}
