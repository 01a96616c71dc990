using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Support;

/// <summary>Tests of a feature through HTTP: a server on a database of the test's own.</summary>
public abstract class ServerTests(TestDatabase database) : IAsyncLifetime
{
    internal KeywrightServer Server { get; private set; } = null!;

    internal TestDatabase Database => database;

    public async Task InitializeAsync() => Server = await Make().Start();

    public virtual async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>One more node, on the same database and with other settings.</summary>
    internal Task<KeywrightServer> Another(Action<KeywrightOptions> configure, Action<IServiceCollection>? services = null) =>
        new KeywrightServer(database, configure) { IsSecondNode = true, HostServices = services }.Start();

    internal virtual KeywrightServer Make() => new(database);

    internal static void Is(HttpStatusCode status, string? code, Answer answer) =>
        Assert.Equal((status, code), (answer.Status, answer.Code));

    internal static void Is(HttpStatusCode status, Answer answer) => Is(status, null, answer);

    internal static void IsOk(Answer answer) => Is(HttpStatusCode.OK, answer);

    internal static void IsRevoked(Answer answer) => Is(HttpStatusCode.Unauthorized, "token_revoked", answer);
}
