using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd;

public sealed class BackupOnSqlite() : BackupTests(new SqliteInstallation());

public sealed class BackupOnPostgres() : BackupTests(new PostgresDatabaseInstallation());

/// <summary>On a database of its own, which a restore has to itself.</summary>
public sealed class PostgresDatabaseInstallation : Installation
{
    private readonly string _name = "t_" + RandomNumberGenerator.GetHexString(16, lowercase: true);

    public override async Task InitializeAsync()
    {
        _ = await PostgresTestServer.Run($"CREATE DATABASE {_name}");
        Environment["DATABASE_URL"] = PostgresTestServer.Url[..(PostgresTestServer.Url.LastIndexOf('/') + 1)] + _name;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _ = await PostgresTestServer.Run($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }
}

/// <summary>Backups and restores with the real executable, beside a server that works.</summary>
public abstract class BackupTests(Installation installation) : IAsyncLifetime
{
    private const int Clients = 6;

    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);

    public Task InitializeAsync() => installation.InitializeAsync();

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task A_backup_under_load_restores_with_everything_that_was_acknowledged_before_it()
    {
        var server = await installation.Serve();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, Clients).Select(client => Load(server.Http, client, stop.Token)).ToArray();
        await Acknowledged(60);
        var before = _acknowledged.Keys.ToList();

        Done(await installation.Run("db", "backup", "--to", "under-load.bak"));

        await Acknowledged(_acknowledged.Count + 20);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        var after = await Person.Register(server.Http, "after@example.com");
        Assert.Equal(0, await server.Stop());
        Done(await installation.Run("db", "restore", "under-load.bak", "--clean"));
        Done(await installation.Run("db", "verify"));

        server = await installation.Serve();
        await Parallel.ForEachAsync(before, async (email, ct) => Assert.Equal(HttpStatusCode.OK, await SignIn(server, email, ct)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignIn(server, after!.Email));
    }

    [Fact]
    public async Task Over_the_database_of_a_running_server_nothing_is_restored()
    {
        var server = await installation.Serve();
        _ = await Person.Register(server.Http, "ada@example.com");
        Done(await installation.Run("db", "backup", "--to", "early.bak"));
        _ = await Person.Register(server.Http, "grace@example.com");

        var refused = await installation.Run("db", "restore", "early.bak", "--clean");

        Assert.Equal(1, refused.Code);
        Assert.Contains("Stop every server", refused.Messages, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await SignIn(server, "grace@example.com"));
        Assert.NotNull(await Person.Register(server.Http, "edsger@example.com"));

        Assert.Equal(0, await server.Stop());
        var restored = await installation.Run("db", "restore", "early.bak", "--clean");
        Done(restored);
        Assert.Contains("is kept: ", restored.Messages, StringComparison.Ordinal);
        server = await installation.Serve();
        Assert.Equal(HttpStatusCode.OK, await SignIn(server, "ada@example.com"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignIn(server, "grace@example.com"));
    }

    [Fact]
    public async Task A_backup_goes_through_a_pipe_and_back()
    {
        var server = await installation.Serve();
        _ = await Person.Register(server.Http, "ada@example.com");

        Done(await Shell("\"$0\" db backup --to - | gzip > piped.gz"));
        Assert.Empty(System.IO.Directory.EnumerateFiles(installation.Directory, "*.partial", SearchOption.AllDirectories));
        _ = await Person.Register(server.Http, "grace@example.com");
        Assert.Equal(0, await server.Stop());
        Done(await Shell("gunzip < piped.gz | \"$0\" db restore - --clean"));

        Assert.Empty(System.IO.Directory.EnumerateFiles(installation.Directory, "*.partial", SearchOption.AllDirectories));
        server = await installation.Serve();
        Assert.Equal(HttpStatusCode.OK, await SignIn(server, "ada@example.com"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignIn(server, "grace@example.com"));
    }

    [Fact]
    public async Task What_is_cut_off_or_of_another_key_is_refused_and_nothing_changes()
    {
        var server = await installation.Serve();
        _ = await Person.Register(server.Http, "ada@example.com");
        Done(await installation.Run("db", "backup", "--to", "whole.bak"));
        Assert.Equal(0, await server.Stop());
        var bytes = await File.ReadAllBytesAsync(Path.Combine(installation.Directory, "whole.bak"));
        await File.WriteAllBytesAsync(Path.Combine(installation.Directory, "cut.bak"), bytes[..(bytes.Length * 2 / 3)]);

        Assert.Equal(1, (await installation.Run("db", "restore", "cut.bak", "--clean")).Code);
        var other = await installation.Run(
            "db", "restore", "whole.bak", "--clean", "--Keys:MasterKey=" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        Assert.Equal(1, other.Code);
        Assert.Contains("belongs to the master key", other.Messages, StringComparison.Ordinal);
        server = await installation.Serve();
        Assert.Equal(HttpStatusCode.OK, await SignIn(server, "ada@example.com"));
    }

    private async Task Load(HttpClient http, int client, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            if (await Person.Register(http, $"p{client}-{n}@example.com", CancellationToken.None) is { } person)
            {
                _acknowledged[person.Email] = true;
            }
        }
    }

    private async Task Acknowledged(int people)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (_acknowledged.Count < people)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task<HttpStatusCode> SignIn(ServerProcess server, string email, CancellationToken ct = default)
    {
        using var answer = await server.Http.PostAsJsonAsync("login", new { email, password = Person.Password }, ct);
        return answer.StatusCode;
    }

    /// <summary>In a shell, in which $0 is the executable.</summary>
    private Task<CommandResult> Shell(string line)
    {
        var keywright = KeywrightCommand.Start(installation.Directory, [], installation.Environment);
        var start = new ProcessStartInfo("bash", ["-o", "pipefail", "-c", line, keywright.FileName])
        {
            WorkingDirectory = installation.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in keywright.Environment)
        {
            start.Environment[name] = value;
        }

        return KeywrightCommand.Run(start);
    }

    private static void Done(CommandResult result) => Assert.True(result.Code == 0, result.Messages + result.Results);
}
