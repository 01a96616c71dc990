using System.Diagnostics;

namespace Keywright.EndToEnd;

/// <summary>What the other tests rely on: a secret in what a server says fails the test.</summary>
public sealed class ServerProcessTests
{
    private const string Token = "kw_at_" + "0123456789abcdefghijABCDEFGHIJ";

    [Theory]
    [InlineData("all is well", false)]
    [InlineData("the token " + Token + " came", true)]
    [InlineData("the configured one is battery-staple-7", true)]
    public async Task A_secret_that_a_server_says_is_found(string said, bool isFound)
    {
        var start = new ProcessStartInfo(
            "sh", ["-c", "echo \"$1\"; echo it is ready at http://127.0.0.1:9; exec sleep 20", "sh", said])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KEYWRIGHT_Mail__Smtp__Password"] = "battery-staple-7";
        var server = await ServerProcess.Start(start);

        var found = await Record.ExceptionAsync(async () => await server.DisposeAsync());

        Assert.Equal(isFound, found is not null);
    }
}
