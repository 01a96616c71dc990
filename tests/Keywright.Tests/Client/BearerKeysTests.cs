using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Client;

/// <summary>Where the keys come from that tokens are verified with, and when they are read again.</summary>
public sealed class BearerKeysTests : BearerTests
{
    [Fact]
    public async Task Keys_are_read_once_for_many()
    {
        var token = Token();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Get(token)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1, Issuer.KeyReads);

        Clock.Advance(TimeSpan.FromHours(1));
        _ = await Get(Token());
        Assert.Equal(2, Issuer.KeyReads);
    }

    [Fact]
    public async Task A_new_key_is_found_when_its_first_token_comes_and_a_withdrawn_one_is_forgotten()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        using var next = new TestKey("PS256", "next");
        var former = Key;
        Issuer.Keys.Add(next);
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.OK, (await Get(Token(key: next))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get(Token(key: former))).Status);
        Assert.Equal(2, Issuer.KeyReads);

        Issuer.Keys.Remove(former);
        Clock.Advance(TimeSpan.FromHours(1));
        _ = await Get(Token(key: next));
        await Until(() => Task.FromResult(Issuer.KeyReads == 3));
        await Until(async () => (await Get(Token(key: former))).Status == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_storm_of_unknown_keys_is_one_read_in_ten_seconds()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        var keys = Enumerable.Range(0, 30).Select(number => new TestKey(id: $"junk{number}")).ToList();

        foreach (var _ in Enumerable.Range(0, 3))
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            var before = Issuer.KeyReads;
            var answers = await Task.WhenAll(keys.Select(key => Get(Token(key: key))));
            Assert.All(answers, answer => IsRefused(answer));
            Assert.Equal(before + 1, Issuer.KeyReads);
        }

        keys.ForEach(key => key.Dispose());
    }

    [Fact]
    public async Task While_the_server_hangs_tokens_under_known_keys_do_not_wait()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        using var unknown = new TestKey(id: "unknown");
        Clock.Advance(TimeSpan.FromHours(1));
        Issuer.Delay = new TaskCompletionSource();
        var waiting = Get(Token(key: unknown));

        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        Assert.False(waiting.IsCompleted);
        Issuer.Delay.SetResult();
        IsRefused(await waiting);
    }

    [Fact]
    public async Task While_the_server_is_away_the_last_keys_go_on()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        Issuer.IsAway = true;
        Clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        using var unknown = new TestKey(id: "unknown");
        IsRefused(await Get(Token(key: unknown)));
    }

    [Fact]
    public async Task Without_any_keys_nobody_is_told_that_their_token_is_wrong()
    {
        Issuer.IsAway = true;
        var answer = await Get(Token());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("5", answer.Headers["Retry-After"]);
        Assert.DoesNotContain("WWW-Authenticate", answer.Headers.Keys);

        Issuer.IsAway = false;
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
    }

    // RFC 8414 §3.3 and RFC 8725 §3.10.
    [Theory]
    [InlineData("issuer", "https://evil.example")]
    [InlineData("issuer", "https://id.example/")]
    [InlineData("jwks_uri", "http://id.example/keys")]
    [InlineData("jwks_uri", "file:///etc/passwd")]
    public async Task Metadata_that_is_not_the_issuers_own_is_not_believed(string member, string value)
    {
        Issuer.Metadata = metadata => metadata[member] = value;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get(Token())).Status);
        Assert.Equal(0, Issuer.KeyReads);
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 200);
            await Task.Delay(20);
        }
    }
}
