using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Keywright.Administration;
using Keywright.Security.Keys;
using Keywright.SigningKeys;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.SigningKeys;

public sealed class SigningKeysOnSqlite() : SigningKeysTests(new SqliteTestDatabase());

public sealed class SigningKeysOnPostgres() : SigningKeysTests(new PostgresTestDatabase());

public abstract class SigningKeysTests(TestDatabase database) : ServerTests(database)
{
    private const string Set = "~/.well-known/jwks.json";

    private KeywrightKeys Keys => Server.Services.GetRequiredService<KeywrightKeys>();

    [Fact]
    public async Task The_set_of_keys_holds_public_halves_and_is_sent_once()
    {
        var answer = await Server.Get(Set);

        IsOk(answer);
        Assert.Equal("application/jwk-set+json", answer.Headers["Content-Type"]);
        Assert.Equal("public, max-age=3600", answer.Headers["Cache-Control"]);
        var key = Assert.Single(answer.Json["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.Select(member => member.Key).Order());
        Assert.Equal("ES256", (string?)key["alg"]);
        Assert.Equal((await Keys.ListAsync()).Single().Id, (string?)key["kid"]);

        var again = await Server.Get(Set, null, ("If-None-Match", answer.Headers["ETag"]));
        Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Body));
        IsOk(await Server.Get(Set, null, ("If-None-Match", "\"another\"")));
    }

    [Fact]
    public void A_key_id_is_the_thumbprint_of_the_example_of_RFC_7638()
    {
        const string Modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi"
            + "FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZH"
            + "zu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJ"
            + "zKnqDKgw";
        using var rsa = RSA.Create();
        rsa.ImportParameters(new() { Modulus = Base64Url.DecodeFromChars(Modulus), Exponent = [1, 0, 1] });

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", Jwk.Thumbprint("RS256", rsa.ExportSubjectPublicKeyInfo()));
    }

    [Theory]
    [InlineData("ES256", "EC")]
    [InlineData("RS256", "RSA")]
    [InlineData("PS256", "RSA")]
    public void A_pair_belongs_together_and_its_private_half_to_the_master_key(string algorithm, string type)
    {
        var master = MasterKey.New();
        var key = new MakeKey(master).Make(algorithm);

        Assert.Contains($"\"kty\":\"{type}\"", Jwk.Of(key), StringComparison.Ordinal);
        Assert.Null(master.Decrypt(MakeKey.Purpose, key.PrivateKey, MakeKey.Associated("another")));
        var secret = master.Decrypt(MakeKey.Purpose, key.PrivateKey, MakeKey.Associated(key.Id))!;
        using var pair = algorithm == "ES256" ? (AsymmetricAlgorithm)ECDsa.Create() : RSA.Create();
        pair.ImportPkcs8PrivateKey(secret, out _);
        Assert.Equal(key.PublicKey, pair.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task A_key_is_published_before_it_signs_and_kept_after()
    {
        await Round();
        var first = (await Keys.ListAsync()).Single();
        Assert.Equal("active", first.Status);
        Server.Wait(TimeSpan.FromDays(88));
        await Round();
        Assert.Single(await Keys.ListAsync());

        Server.Wait(TimeSpan.FromDays(1));
        await Round();
        Assert.Equal(["published", "active"], (await Keys.ListAsync()).Select(key => key.Status));
        Server.Wait(TimeSpan.FromHours(23));
        await Round();
        Assert.Equal("published", (await Keys.ListAsync())[0].Status);

        Server.Wait(TimeSpan.FromHours(1));
        await Round();
        Assert.Equal(["active", "retired"], (await Keys.ListAsync()).Select(key => key.Status));
        Assert.Contains(first.Id, (await Server.Get(Set)).Body, StringComparison.Ordinal);

        Server.Wait(RotateSigningKeys.KeptAfter - TimeSpan.FromMilliseconds(1));
        await Round();
        Assert.Equal(2, (await Keys.ListAsync()).Count);
        Server.Wait(TimeSpan.FromMilliseconds(1));
        await Round();
        Assert.DoesNotContain(first.Id, (await Keys.ListAsync()).Select(key => key.Id));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    public async Task Twenty_rotations_at_once_make_one_key(bool immediately, int before)
    {
        if (before == 2)
        {
            await Round();
            Server.Wait(TimeSpan.FromDays(2));
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Keys.RotateAsync(immediately)));

        Assert.Single(results.Select(key => key.Id).Distinct());
        var keys = await Keys.ListAsync();
        Assert.Single(keys, key => key.Status == "active");
        Assert.Equal(before, keys.Count);
    }

    [Fact]
    public async Task Twenty_nodes_at_once_make_one_key()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Round()));
        Assert.Single(await Keys.ListAsync());

        Server.Wait(TimeSpan.FromDays(90));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Round()));
        Assert.Equal(2, (await Keys.ListAsync()).Count);
    }

    [Fact]
    public async Task An_administrator_lists_and_rotates_with_the_permission_only()
    {
        await Round();
        Server.Wait(TimeSpan.FromDays(1));
        var admin = await Server.Administrator();
        var reader = await Server.UserWhoMay("keywright:keys:read");
        var nobody = await Server.SignedInUser();

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/api/admin/keys"));
        Is(HttpStatusCode.Forbidden, "permission_required", await nobody.Get("/api/admin/keys"));
        Is(HttpStatusCode.Forbidden, "permission_required", await reader.Post("/api/admin/keys/rotate", new { }));
        var next = await admin.Post("/api/admin/keys/rotate", new { });
        Assert.Equal("published", next.Text("status"));
        Assert.Equal(next.Text("id"), (await admin.Post("/api/admin/keys/rotate", new { })).Text("id"));
        var now = await admin.Post("/api/admin/keys/rotate", new { immediately = true });

        Assert.Equal((next.Text("id"), "active"), (now.Text("id"), now.Text("status")));
        var listed = await reader.Get("/api/admin/keys");
        Assert.Equal(2, listed.Json["data"]!.AsArray().Count);
        Assert.DoesNotContain("private", listed.Body, StringComparison.Ordinal);
        Assert.Superset(
            new HashSet<string> { "signing_key_created", "signing_key_rotated" }, (await Server.AuditTypes()).ToHashSet());
    }

    [Fact]
    public async Task No_private_half_lies_in_the_database()
    {
        await Round();
        var key = (await Server.Rows(SigningKeyStore.List)).Single();
        var secret = new MasterKey(new byte[32]).Decrypt(MakeKey.Purpose, key.PrivateKey, MakeKey.Associated(key.Id))!;

        Assert.Equal(-1, key.PrivateKey.AsSpan().IndexOf(secret.AsSpan(secret.Length - 32)));
        Assert.Equal(-1, Encoding.UTF8.GetBytes((await Server.Get(Set)).Body).AsSpan().IndexOf(
            Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)[..20])));
    }

    private Task Round() => Server.Services.GetRequiredService<RotateSigningKeys>().Run(CancellationToken.None);
}
