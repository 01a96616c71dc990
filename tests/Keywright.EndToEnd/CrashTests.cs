using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;

namespace Keywright.EndToEnd;

public sealed class CrashOnSqlite() : CrashTests(new SqliteInstallation());

public sealed class CrashOnPostgres() : CrashTests(new PostgresInstallation());

/// <summary>
/// kill -9 in the middle of load loses nothing that was acknowledged over HTTP. This process counts; the server is another one.
/// </summary>
public abstract class CrashTests(Installation installation) : IAsyncLifetime
{
    private const int Clients = 8;
    private const int Rounds = 3;

    // Refreshes a round, after as many registrations as these need: counted, since a busy machine does little in any given time.
    private const int Enough = 200;

    // The last acknowledged refresh token of everybody who was told that they are registered.
    private readonly ConcurrentDictionary<string, string> _acknowledged = new(StringComparer.Ordinal);
    private int _refreshes;

    public Task InitializeAsync()
    {
        // A refresh whose answer was lost is asked for again: here perhaps on a machine that took a while to come back.
        installation.Environment["KEYWRIGHT_Sessions__RefreshGrace"] = "60s";
        return installation.InitializeAsync();
    }

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task Nothing_acknowledged_is_lost()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var server = await installation.Serve();
            var load = Enumerable.Range(0, Clients).Select(client => Load(server.Http, $"{round}-{client}")).ToArray();
            await Acknowledged(Enough * (round + 1));
            await server.Kill();
            await Task.WhenAll(load);
        }

        await Check(await installation.Serve());
    }

    private async Task Acknowledged(int refreshes)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Volatile.Read(ref _refreshes) < refreshes)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Registers and refreshes until the server is gone.</summary>
    private async Task Load(HttpClient http, string client)
    {
        try
        {
            for (var n = 0; ; n++)
            {
                var person = (await Person.Register(http, $"p{client}-{n}@example.com"))!;
                _acknowledged[person.Email] = person.RefreshToken;
                for (var refresh = 0; refresh < 3; refresh++)
                {
                    _acknowledged[person.Email] = (await Person.Refresh(http, _acknowledged[person.Email]))!;
                    _ = Interlocked.Increment(ref _refreshes);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Killed.
        }
    }

    private async Task Check(ServerProcess server)
    {
        var lost = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(_acknowledged, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (person, ct) =>
        {
            if (await Person.Refresh(server.Http, person.Value, ct) is null)
            {
                lost.Add(person.Key + ": session");
            }

            using var login = await server.Http.PostAsJsonAsync("login", new { email = person.Key, password = Person.Password }, ct);
            if (login.StatusCode != HttpStatusCode.OK)
            {
                lost.Add(person.Key + ": user, " + login.StatusCode);
            }
        });

        Assert.True(lost.IsEmpty, $"Of {_acknowledged.Count} lost: {string.Join(", ", lost)}");
    }
}
