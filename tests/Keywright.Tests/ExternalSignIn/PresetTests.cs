using System.Net;
using System.Text.Json.Nodes;
using Keywright.External;
using Keywright.Tests.External;
using Keywright.Tests.Support;

namespace Keywright.Tests.ExternalSignIn;

public sealed class PresetsOnSqlite() : PresetTests(new SqliteTestDatabase());

public sealed class PresetsOnPostgres() : PresetTests(new PostgresTestDatabase());

/// <summary>Providers with ways of their own: Microsoft, whose one address signs for every tenant, and Discord.</summary>
public abstract class PresetTests(TestDatabase database) : ExternalTests(database)
{
    private const string One = "11111111-aaaa-4bbb-8ccc-000000000001";
    private const string Other = "11111111-aaaa-4bbb-8ccc-000000000002";

    private static readonly ProviderUser Eve = new("eve-1", "eve@example.com");

    internal override void Configure(KeywrightOptions options)
    {
        Provider.DiscoveredIssuer = Provider.Issuer + "/{tenantid}/v2.0";
        foreach (var (name, preset) in new[] { ("microsoft", ExternalPreset.Microsoft), ("discord", ExternalPreset.Discord) })
        {
            options.External[name] = new ExternalProviderOptions
            {
                Preset = preset,
                Authority = new Uri(Provider.Issuer),
                ClientId = FakeProvider.ClientId,
                ClientSecret = FakeProvider.Secret,
            };
        }
    }

    [Fact]
    public async Task Each_tenant_of_Microsoft_is_an_issuer_of_its_own()
    {
        Tenant(One);
        var first = await SignIn("microsoft", Ada);
        Tenant(Other);
        var second = await SignIn("microsoft", Ada with { Email = "other@example.com" });

        Assert.NotEqual(first, second);
        Assert.Equal(
            [$"{Provider.Issuer}/{One}/v2.0", $"{Provider.Issuer}/{Other}/v2.0"],
            await Server.Rows(tx => tx.List($"SELECT issuer FROM kw.external_accounts ORDER BY issuer", row => row.Text("issuer"))));
        Tenant(One);
        Assert.Equal(first, await SignIn("microsoft", Ada));
    }

    [Theory]
    [InlineData(One, Other)]
    [InlineData(null, One)]
    [InlineData("{tenantid}", "{tenantid}")]
    [InlineData("common", "common")]
    [InlineData("../" + One, "../" + One)]
    [InlineData("{11111111-aaaa-4bbb-8ccc-000000000001}", One)]
    public async Task A_tenant_that_is_not_that_of_the_issuer_is_refused(string? tid, string issuer)
    {
        Provider.Claims = claims => (claims["tid"], claims["iss"]) = (tid, $"{Provider.Issuer}/{issuer}/v2.0");

        IsError("provider_failed", await Visit(Ada, "", "microsoft"));
        Assert.Equal(0, await Users());
    }

    [Fact]
    public async Task An_address_that_Microsoft_calls_verified_is_not_believed()
    {
        var owner = await Server.VerifiedUser(Ada.Email);
        Tenant(One);

        var back = await Visit(Ada, "", "microsoft");

        Assert.NotNull(Member(back, "error"));
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT id FROM kw.external_accounts", row => row.Uuid("id"))));
        IsOk(await owner.Get("/user"));
    }

    [Theory]
    [InlineData("https://evil.example/{tenantid}/v2.0")]
    [InlineData("https://evil.example/11111111-aaaa-4bbb-8ccc-000000000001/v2.0")]
    [InlineData("ISSUER/{tenantid}/v1.0")]
    [InlineData("ISSUER/x/{tenantid}/v2.0")]
    [InlineData("ISSUER/contoso/v2.0")]
    public async Task A_document_of_another_host_or_form_is_not_believed(string issuer)
    {
        Provider.DiscoveredIssuer = issuer.Replace("ISSUER", Provider.Issuer, StringComparison.Ordinal);

        Is(HttpStatusCode.ServiceUnavailable, "provider_unavailable", await Server.Get("/external/microsoft"));
    }

    [Fact]
    public async Task An_authority_of_one_tenant_takes_its_tokens_and_no_others()
    {
        // As consumers and contoso.onmicrosoft.com do: their documents name the id.
        Provider.DiscoveredIssuer = $"{Provider.Issuer}/{One}/v2.0";
        Tenant(Other);
        IsError("provider_failed", await Visit(Ada, "", "microsoft"));

        Tenant(One);
        _ = await SignIn("microsoft", Ada);
    }

    [Fact]
    public async Task Discord_tells_its_number_a_name_and_a_verified_address()
    {
        var begun = await Begin("", "discord");
        Assert.StartsWith($"{Provider.Issuer}/oauth2/authorize?", begun.Headers["Location"], StringComparison.Ordinal);
        Assert.Contains("scope=identify+email", begun.Headers["Location"].Replace("%20", "+"), StringComparison.Ordinal);
        Assert.DoesNotContain("nonce", begun.Headers["Location"], StringComparison.Ordinal);

        var signedIn = await Redeem(await Back(begun, Eve));

        IsOk(signedIn);
        var user = signedIn.Json["user"]!;
        Assert.Equal(
            ("ada@example.com", true, "Ada L."),
            (user["email"]!.GetValue<string>(), user["email_verified"]!.GetValue<bool>(), user["name"]!.GetValue<string>()));
        Assert.Equal(
            ["80351110224678912"],
            await Server.Rows(tx => tx.List($"SELECT subject FROM kw.external_accounts", row => row.Text("subject"))));
        IsOk(await Redeem(await Visit(Eve, "", "discord")));
        Assert.Equal(1, await Users());
    }

    [Theory]
    [InlineData("""{"id":"1","email":"ada@example.com","verified":false}""")]
    [InlineData("""{"id":"1","email":"ada@example.com"}""")]
    [InlineData("""{"id":"1","email":"ada@example.com","verified":"true"}""")]
    public async Task An_address_that_Discord_does_not_call_verified_opens_nobodys_account(string user)
    {
        _ = await Server.VerifiedUser("ada@example.com");
        Provider.Discord = JsonNode.Parse(user)!.AsObject();

        Assert.NotNull(Member(await Visit(Eve, "", "discord"), "error"));
        Assert.Equal(1, await Users());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":"not-a-number","email":"ada@example.com","verified":true}""")]
    [InlineData("""{"id":"123456789012345678901","email":"ada@example.com","verified":true}""")]
    [InlineData("""{"message":"401: Unauthorized","code":0}""")]
    public async Task An_answer_without_a_number_is_refused(string user)
    {
        Provider.Discord = JsonNode.Parse(user)!.AsObject();

        IsError("provider_failed", await Visit(Eve, "", "discord"));
    }

    private void Tenant(string tenant) =>
        Provider.Claims = claims => (claims["tid"], claims["iss"]) = (tenant, $"{Provider.Issuer}/{tenant}/v2.0");

    private async Task<Guid> SignIn(string provider, ProviderUser user)
    {
        var signedIn = await Redeem(await Visit(user, "", provider));
        IsOk(signedIn);
        return signedIn.Json["user"]!["id"]!.GetValue<Guid>();
    }
}
