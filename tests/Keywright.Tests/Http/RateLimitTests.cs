using System.Net;
using Keywright.Database;
using Keywright.Http;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Http;

public sealed class RateLimitOnSqlite() : RateLimitTests(new SqliteTestDatabase());

public sealed class RateLimitOnPostgres() : RateLimitTests(new PostgresTestDatabase());

public abstract class RateLimitTests(TestDatabase database) : IAsyncLifetime
{
    private KeywrightDatabase _database = null!;
    private HttpApp _app = null!;

    public async Task InitializeAsync()
    {
        _database = await database.Open();
        _app = await Start();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Of_twenty_at_once_exactly_the_limit_passes()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Guess(_app, "ada")));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(15, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Nodes_count_together()
    {
        await using var other = await Start(await database.Open());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Guess(i % 2 == 0 ? _app : other, "ada")));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_refusal_says_how_long_to_wait_and_that_is_true()
    {
        await GuessTimes(2);
        database.Clock.Advance(TimeSpan.FromSeconds(19.5));
        await GuessTimes(3);

        var refused = await Guess(_app, "ada");

        await Problem.Is(refused, ProblemCode.RateLimited);
        Assert.Equal(TimeSpan.FromSeconds(41), refused.Headers.RetryAfter?.Delta);
        database.Clock.Advance(TimeSpan.FromSeconds(40.499));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(_app, "ada")).StatusCode);
        database.Clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(HttpStatusCode.OK, (await Guess(_app, "ada")).StatusCode);
    }

    // draft-ietf-httpapi-ratelimit-headers-10 §3 and §4
    [Fact]
    public async Task Every_counted_answer_says_where_the_client_stands()
    {
        var answer = await Guess(_app, "ada");

        const string Key = ";pk=:[A-Za-z0-9+/=]{12}:";
        Assert.Matches($"^\"guess\";q=60;w=60{Key},\"guess-identifier\";q=5;w=60{Key}$", Field(answer, "RateLimit-Policy"));
        Assert.Matches($"^\"guess\";r=59;t=60{Key},\"guess-identifier\";r=4;t=60{Key}$", Field(answer, "RateLimit"));
    }

    [Fact]
    public async Task Identifiers_and_addresses_are_counted_apart()
    {
        await GuessTimes(5);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(_app, "ada")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Guess(_app, "bob")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Guess(_app, "ada", "198.51.100.2")).StatusCode);
    }

    [Fact]
    public async Task A_flood_from_one_ipv6_customer_is_one_client()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 70).Select(i => Guess(_app, "user" + i, $"2001:db8:1:2::{i:x}")));

        Assert.Equal(60, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(HttpStatusCode.OK, (await Guess(_app, "ada", "2001:db8:1:3::1")).StatusCode);
    }

    [Fact]
    public async Task A_forged_forwarded_address_is_no_way_out()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 70).Select(i =>
            _app.Send("POST", "/api/auth/guess", Body("user" + i), ("X-Peer", "203.0.113.9"), ("X-Forwarded-For", $"198.51.100.{i}"))));

        Assert.Equal(60, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_flood_costs_no_sql()
    {
        await GuessTimes(6);
        await _database.Write(tx => tx.Execute($"DELETE FROM kw.rate_limits"));

        // This node remembers; one that doesn't asks the table.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(_app, "ada")).StatusCode);
        await using var other = await Start(await database.Open());
        Assert.Equal(HttpStatusCode.OK, (await Guess(other, "ada")).StatusCode);
    }

    [Fact]
    public async Task What_is_refunded_was_never_counted()
    {
        await GuessTimes(4);
        await Refund("ada");
        await GuessTimes(2);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(_app, "ada")).StatusCode);

        // After refusals too: one back, one more.
        await Refund("ada");
        Assert.Equal(HttpStatusCode.OK, (await Guess(_app, "ada")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(_app, "ada")).StatusCode);
    }

    [Fact]
    public async Task A_refund_without_an_attempt_gives_nothing()
    {
        for (var i = 0; i < 3; i++)
        {
            await Refund("ada");
        }

        await GuessTimes(1);
        await Refund("ada");
        await Refund("ada");
        await GuessTimes(5);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(_app, "ada")).StatusCode);
    }

    [Fact]
    public async Task Switched_off_nothing_is_counted_or_said()
    {
        await using var app = await Start(limits: new RateLimitOptions { Enabled = false });

        for (var i = 0; i < 10; i++)
        {
            var answer = await Guess(app, "ada");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("RateLimit"));
        }

        Assert.Equal(0, await Rows());
    }

    [Fact]
    public async Task Limit_caller_origin_and_body_are_looked_at_in_this_order()
    {
        var foreign = ("Origin", "http://evil.example");
        var own = ("Origin", "http://localhost");
        var cookie = ("X-Caller", "cookie");

        Assert.Equal("unauthenticated", await Code("{", foreign));
        Assert.Equal("csrf_failed", await Code("{", foreign, cookie));
        Assert.Equal("malformed_request", await Code("{", own, cookie));
        Assert.Equal("", await Code(Body("ada"), own, cookie));
        for (var i = 0; i < 56; i++)
        {
            await Code("{");
        }

        Assert.Equal("rate_limited", await Code("{", foreign, ("X-Caller", "broken")));
    }

    [Fact]
    public async Task No_address_or_identifier_is_in_the_table()
    {
        await Guess(_app, "ada", "198.51.100.7");

        var keys = await _database.Read(tx => tx.List($"SELECT key_hash FROM kw.rate_limits", row => row.Bytes("key_hash")));

        Assert.Equal(2, keys.Count);
        Assert.All(keys, key => Assert.Equal(32, key.Length));
    }

    [Fact]
    public async Task Windows_that_ended_are_deleted_in_batches()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Guess(_app, "user" + i)));
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await Guess(_app, "ada", "198.51.100.7");

        var deleted = await _database.Write(tx => RateLimitStore.DeleteExpired(tx, 4));
        Assert.Equal(4, deleted);
        Assert.Equal(2, await _database.Write(tx => RateLimitStore.DeleteExpired(tx, 100)));
        Assert.Equal(2, await Rows());
    }

    private Task<HttpApp> Start(KeywrightDatabase? node = null, RateLimitOptions? limits = null) => HttpApp.Start(
        api =>
        {
            api.Post<TryPassword, TryPassword.Request>("/guess").Anyone().Limit(RateLimit.Guess);
            api.Post<TryPassword, TryPassword.Request>("/ordered").Limit(RateLimit.Guess);
        },
        limits: limits ?? new RateLimitOptions(),
        database: node ?? _database,
        clock: database.Clock);

    private static string Body(string name) => $$"""{"name":"{{name}}"}""";

    private static Task<HttpResponseMessage> Guess(HttpApp app, string name, string peer = "198.51.100.1") =>
        app.Send("POST", "/api/auth/guess", Body(name), ("X-Peer", peer));

    private async Task GuessTimes(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Guess(_app, "ada");
        }
    }

    private async Task<string> Code(string body, params (string, string)[] fields)
    {
        var answer = await _app.Send("POST", "/api/auth/ordered", body, [("X-Peer", "198.51.100.9"), .. fields]);
        var text = await answer.Content.ReadAsStringAsync();
        return ProblemCode.All.FirstOrDefault(code => text.Contains($"\"code\":\"{code.Code}\"", StringComparison.Ordinal))?.Code ?? "";
    }

    private async Task Refund(string name) => await _database.Write(async tx =>
    {
        await _app.Services.GetRequiredService<RateLimiter>().Refund(tx, RateLimit.GuessIdentifier, "198.51.100.1 " + name);
        return 0;
    });

    private async Task<int> Rows() =>
        (await _database.Read(tx => tx.List($"SELECT hits FROM kw.rate_limits", row => row.Int("hits")))).Count;

    private static string Field(HttpResponseMessage answer, string name) => string.Join(',', answer.Headers.GetValues(name));

    internal sealed class TryPassword(RateLimiter limiter) : IUseCase<TryPassword.Request>
    {
        public sealed record Request(string? Name);

        public async Task<IResult> Handle(Request request, Call call) =>
            await limiter.Refuse(call, RateLimit.GuessIdentifier, $"{ClientAddress.LimitKey(call.Address)} {request.Name}")
            ?? Answers.Ok(request);
    }
}

public sealed class RateLimitMemoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_remembered_is_forgotten_when_its_window_ends()
    {
        var memory = new RateLimitMemory();
        memory.Remember(Key(1), Now.AddSeconds(10), Now);

        Assert.Equal(Now.AddSeconds(10), memory.OverUntil(Key(1), Now.AddSeconds(9.999)));
        Assert.Null(memory.OverUntil(Key(1), Now.AddSeconds(10)));
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public void However_many_keys_a_flood_has_the_memory_stays_small()
    {
        var memory = new RateLimitMemory(capacity: 100);
        for (var i = 0; i < 10_000; i++)
        {
            memory.Remember(Key(i), Now.AddMinutes(1), Now);
        }

        Assert.InRange(memory.Count, 1, 100);
    }

    private static byte[] Key(int i)
    {
        var key = new byte[32];
        _ = BitConverter.TryWriteBytes(key, i);
        return key;
    }
}
