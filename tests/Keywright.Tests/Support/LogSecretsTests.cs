using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;

namespace Keywright.Tests.Support;

/// <summary>The check that every test ends with finds what it is there for.</summary>
public sealed class LogSecretsTests
{
    [Theory]
    [InlineData("access_token", LogLevel.Error)]
    [InlineData("refresh_token", LogLevel.Debug)]
    [InlineData("device_token", LogLevel.Information)]
    public async Task A_token_in_the_log_fails_the_test(string member, LogLevel level)
    {
        var server = await new KeywrightServer(new SqliteTestDatabase()).Start();
        var registered = await server.Post("/register", new { email = "ada@example.com", password = KeywrightServer.Password });
        Assert.Equal(HttpStatusCode.Created, registered.Status);

        Logger(server).Log(level, "There was {Value}", registered.Text(member));

        await Assert.ThrowsAnyAsync<XunitException>(async () => await server.DisposeAsync());
    }

    [Fact]
    public async Task A_password_in_an_exception_fails_the_test()
    {
        var server = await new KeywrightServer(new SqliteTestDatabase()).Start();
        _ = await server.SignIn("ada@example.com", "a password of some length");

        Logger(server).LogDebug(new InvalidOperationException("It was a password of some length."), "Broken");

        await Assert.ThrowsAnyAsync<XunitException>(async () => await server.DisposeAsync());
    }

    [Fact]
    public async Task The_master_key_in_the_log_fails_the_test()
    {
        var server = await new KeywrightServer(new SqliteTestDatabase()).Start();

        Logger(server).LogInformation("With {Key}", Convert.ToBase64String(new byte[32]));

        await Assert.ThrowsAnyAsync<XunitException>(async () => await server.DisposeAsync());
    }

    private static ILogger Logger(KeywrightServer server) => server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Keywright");
}
