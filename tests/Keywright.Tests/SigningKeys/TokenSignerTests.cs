using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Administration;
using Keywright.Security.Jose;
using Keywright.Security.Keys;
using Keywright.SigningKeys;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Keywright.Tests.SigningKeys;

public sealed class TokenSignerOnSqlite(ITestOutputHelper output) : TokenSignerTests(new SqliteTestDatabase(), output);

public sealed class TokenSignerOnPostgres(ITestOutputHelper output) : TokenSignerTests(new PostgresTestDatabase(), output);

/// <summary>Tokens are signed with the key of the day, of any of the three algorithms.</summary>
public abstract class TokenSignerTests(TestDatabase database, ITestOutputHelper output) : ServerTests(database)
{
    private const string Set = "~/.well-known/jwks.json";

    private static readonly byte[] Claims = """{"sub":"ada","aud":"https://api.example"}"""u8.ToArray();

    private TokenSigner Signer => Server.Services.GetRequiredService<TokenSigner>();

    private RotateSigningKeys Rotation => Server.Services.GetRequiredService<RotateSigningKeys>();

    private KeywrightKeys Keys => Server.Services.GetRequiredService<KeywrightKeys>();

    [Theory]
    [InlineData(null, "ES256")]
    [InlineData("ES256", "ES256")]
    [InlineData("RS256", "RS256")]
    [InlineData("PS256", "PS256")]
    public async Task What_is_signed_verifies_with_the_published_set(string? asked, string algorithm)
    {
        var token = await Signer.Sign("at+jwt", Claims, default, asked);

        var parsed = SignedToken.Parse(token)!;
        Assert.Equal((algorithm, "at+jwt"), (parsed.Algorithm.ToString(), parsed.Type));
        Assert.Equal("ada", parsed.Verify(await Published())!.Value.Text("sub"));
        Assert.Equal("ada", parsed.Verify(await Signer.Verifying(default))!.Value.Text("sub"));
        Assert.Equal($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{parsed.KeyId}}"}""", Head(token));
        Assert.Equal("jwt", SignedToken.Parse(await Signer.Sign("JWT", Claims, default, asked))!.Type);
    }

    [Fact]
    public async Task An_algorithm_that_is_not_ours_is_not_signed_with()
    {
        foreach (var algorithm in new[] { "none", "HS256", "es256", "ES384", "" })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await Signer.Sign("JWT", Claims, default, algorithm));
            await Assert.ThrowsAsync<ArgumentException>(() => Keys.RotateAsync(algorithm));
        }

        Assert.Single(await Keys.ListAsync());
    }

    [Fact]
    public async Task Twenty_at_once_on_two_nodes_make_one_key_of_an_algorithm()
    {
        await using var second = await Another(_ => { });
        var other = second.Services.GetRequiredService<TokenSigner>();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            number => (number % 2 == 0 ? Signer : other).Sign("JWT", Claims, default, "RS256").AsTask()));

        Assert.Single(tokens.Select(token => SignedToken.Parse(token)!.KeyId).Distinct());
        Assert.Equal(["ES256", "RS256"], (await Keys.ListAsync()).Select(key => key.Algorithm).Order());
        Assert.All(await Keys.ListAsync(), key => Assert.Equal("active", key.Status));
    }

    [Fact]
    public async Task Each_algorithm_is_rotated_and_its_retired_keys_stay_in_the_set_until_they_expire()
    {
        var first = await Signer.Sign("JWT", Claims, default, "PS256");
        Server.Wait(TimeSpan.FromDays(89));
        await Rotation.Run(default);
        Assert.Equal(["ES256 active", "ES256 published", "PS256 active", "PS256 published"], await States());
        Assert.Equal(4, (await Published()).Keys.Count);
        Assert.Equal(KeyOf(first), KeyOf(await Signer.Sign("JWT", Claims, default, "PS256")));

        Server.Wait(TimeSpan.FromDays(1));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Rotation.Run(default)));
        Assert.Equal(["ES256 active", "ES256 retired", "PS256 active", "PS256 retired"], await States());
        Assert.NotEqual(KeyOf(first), KeyOf(await Signer.Sign("JWT", Claims, default, "PS256")));
        Assert.NotNull(SignedToken.Parse(first)!.Verify(await Published()));

        // The set forgets them on the tick, also where nothing has deleted them yet.
        Server.Wait(RotateSigningKeys.KeptAfter);
        Assert.Equal(2, (await Published()).Keys.Count);
        Assert.Null(SignedToken.Parse(first)!.Verify(await Signer.Verifying(default)));
    }

    [Fact]
    public async Task A_new_default_is_published_a_day_before_it_signs()
    {
        Assert.Equal("ES256", AlgorithmOf(await Signer.Sign("JWT", Claims, default)));
        await using var changed = await Another(options => options.Keys.Algorithm = "PS256");
        var signer = changed.Services.GetRequiredService<TokenSigner>();
        var rotation = changed.Services.GetRequiredService<RotateSigningKeys>();

        await rotation.Run(default);
        Assert.Equal(["ES256 active", "PS256 published"], await States());
        Assert.Equal("ES256", AlgorithmOf(await signer.Sign("JWT", Claims, default)));

        Server.Wait(RotateSigningKeys.PublishedBefore);
        await rotation.Run(default);
        Assert.Equal("PS256", AlgorithmOf(await signer.Sign("JWT", Claims, default)));
        Assert.Equal("ES256", AlgorithmOf(await Signer.Sign("JWT", Claims, default)));
    }

    [Fact]
    public async Task All_keys_in_use_are_rotated_or_the_one_that_is_named()
    {
        _ = await Signer.Sign("JWT", Claims, default, "RS256");
        Server.Wait(TimeSpan.FromDays(1));

        Assert.Equal("RS256", (await Keys.RotateAsync("RS256", immediately: true)).Algorithm);
        Assert.Equal(["ES256 active", "RS256 active", "RS256 retired"], await States());

        Server.Wait(TimeSpan.FromDays(1));
        Assert.Equal(["ES256", "RS256"], (await Keys.RotateAllAsync()).Select(key => key.Algorithm));
        Assert.Equal(["ES256 active", "ES256 published", "RS256 active", "RS256 published", "RS256 retired"], await States());
    }

    [Fact]
    public async Task An_administrator_names_an_algorithm_of_ours()
    {
        var admin = await Server.Administrator();

        var made = await admin.Post("/api/admin/keys/rotate", new { algorithm = "PS256" });
        Assert.Equal(("PS256", "active"), (made.Text("algorithm"), made.Text("status")));
        Assert.Equal("validation_failed", (await admin.Post("/api/admin/keys/rotate", new { algorithm = "HS256" })).Code);
    }

    [Fact]
    public async Task Tokens_are_signed_in_parallel_with_little_garbage()
    {
        foreach (var algorithm in new[] { "ES256", "PS256" })
        {
            _ = await Signer.Sign("at+jwt", Claims, default, algorithm);
            var set = await Signer.Verifying(default);
            var tokens = new string[400];
            var watch = Stopwatch.StartNew();
            await Parallel.ForAsync(0, tokens.Length, async (number, ct) =>
                tokens[number] = await Signer.Sign("at+jwt", Claims, ct, algorithm));
            output.WriteLine($"{algorithm}: {watch.Elapsed.TotalMicroseconds / tokens.Length:F1} µs each");
            Assert.All(tokens, token => Assert.NotNull(SignedToken.Parse(token)!.Verify(set)));

            // Its text, and what the cryptography of the framework takes.
            var before = GC.GetAllocatedBytesForCurrentThread();
            var thread = Environment.CurrentManagedThreadId;
            var made = await Signer.Sign("at+jwt", Claims, default, algorithm);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            output.WriteLine($"{algorithm}: {allocated} bytes for a text of {made.Length} characters");
            Assert.InRange(allocated, 1, (2 * made.Length) + 1024);
        }
    }

    [Fact]
    public void A_key_under_another_master_key_signs_nothing()
    {
        using var pair = new SigningPair(new MakeKey(MasterKey.New()).Make("ES256"), MasterKey.New());

        Assert.Throws<MasterKeyException>(() => pair.Sign("JWT", Claims));
    }

    private async Task<Keywright.Security.Jose.KeySet> Published()
    {
        // A copy of the set is a second old at most.
        Server.Wait(TimeSpan.FromSeconds(1));
        return Keywright.Security.Jose.KeySet.Parse(Encoding.UTF8.GetBytes((await Server.Get(Set)).Body))!;
    }

    private async Task<IEnumerable<string>> States()
    {
        var keys = await Keys.ListAsync();
        return keys.Select(key => $"{key.Algorithm} {key.Status}").Order(StringComparer.Ordinal);
    }

    private static string? KeyOf(string token) => SignedToken.Parse(token)!.KeyId;

    private static string AlgorithmOf(string token) => (string)JsonNode.Parse(Head(token))!["alg"]!;

    private static string Head(string token) => Encoding.UTF8.GetString(StrictBase64Url.Decode(token.Split('.')[0])!);
}
