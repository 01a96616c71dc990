using System.Security.Cryptography;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd;

/// <summary>A directory and a database, on which servers and commands run as an operator would run them.</summary>
public abstract class Installation : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<ServerProcess> _servers = [];

    /// <summary>Limits are off, hashes are cheap.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["KEYWRIGHT_Urls"] = "http://127.0.0.1:0",
        ["KEYWRIGHT_RateLimiting__Enabled"] = "false",
        ["KEYWRIGHT_Passwords__Memory"] = "7168",
        ["KEYWRIGHT_Passwords__Iterations"] = "1",
    };

    public string Directory => _directory.Path;

    /// <summary>A server that answers.</summary>
    public async Task<ServerProcess> Serve(params string[] arguments)
    {
        var server = await ServerProcess.Start(KeywrightCommand.Start(Directory, ["serve", .. arguments], Environment));
        _servers.Add(server);
        return server;
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<CommandResult> Run(params string[] arguments) =>
        KeywrightCommand.Run(KeywrightCommand.Start(Directory, arguments, Environment));

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _directory.Dispose();
    }
}

/// <summary>On a file in the directory.</summary>
public sealed class SqliteInstallation : Installation;

/// <summary>On a schema of its own.</summary>
public sealed class PostgresInstallation : Installation
{
    private readonly string _schema = "t_" + RandomNumberGenerator.GetHexString(16, lowercase: true);

    public override Task InitializeAsync()
    {
        Environment["DATABASE_URL"] = PostgresTestServer.Url;
        Environment["KEYWRIGHT_Schema"] = _schema;
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _ = await PostgresTestServer.Run($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");
    }
}
