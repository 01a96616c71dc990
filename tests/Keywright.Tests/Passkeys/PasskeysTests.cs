using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Tests.Passkeys;

public sealed class PasskeysOnSqlite() : PasskeysTests(new SqliteTestDatabase());

public sealed class PasskeysOnPostgres() : PasskeysTests(new PostgresTestDatabase());

public abstract class PasskeysTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task A_passkey_is_registered_listed_renamed_and_removed()
    {
        var ada = await Server.SignedInUser();
        using var phone = new SoftAuthenticator();

        var added = await Register(ada, phone, "Ada's phone");

        Is(HttpStatusCode.Created, added);
        var id = added.Text("id");
        var listed = (await ada.Get("/passkeys")).Json;
        Assert.Equal("Ada's phone", listed["data"]!.AsArray().Single()!["name"]!.GetValue<string>());
        Server.Wait(TimeSpan.FromMilliseconds(1));
        IsOk(await ada.Send("PATCH", $"/passkeys/{id}", new { name = "Old phone" }));
        Assert.Equal("Old phone", (await ada.Get("/passkeys")).Json["data"]![0]!["name"]!.GetValue<string>());
        Server.Wait(TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.NoContent, await ada.Delete($"/passkeys/{id}"));
        Assert.Empty((await ada.Get("/passkeys")).Json["data"]!.AsArray());
        Assert.Equal(
            ["passkey_added", "passkey_renamed", "passkey_removed"],
            (await Server.AuditTypes()).Where(type => type.StartsWith("passkey", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_domain_is_that_of_the_configuration_whatever_the_host_header_says()
    {
        var ada = await Server.SignedInUser();

        var begun = await Server.Post("/passkeys/options", null, ada.AccessToken, ("Host", "evil.example"));

        Assert.Equal("localhost", begun.Json["options"]!["rp"]!["id"]!.GetValue<string>());
        Assert.Equal("required", begun.Json["options"]!["authenticatorSelection"]!["userVerification"]!.GetValue<string>());
        Assert.Equal("required", begun.Json["options"]!["authenticatorSelection"]!["residentKey"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_list_tells_authenticators_what_is_still_accepted()
    {
        var ada = await Server.SignedInUser();
        using var phone = new SoftAuthenticator();
        Is(HttpStatusCode.Created, await Register(ada, phone));

        var signal = (await ada.Get("/passkeys")).Json["signal"]!;

        Assert.Equal("localhost", signal["rpId"]!.GetValue<string>());
        Assert.Equal(phone.UserHandle, signal["userId"]!.GetValue<string>());
        Assert.Equal(
            System.Buffers.Text.Base64Url.EncodeToString(phone.CredentialId), signal["allAcceptedCredentialIds"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task A_registration_of_one_user_does_not_register_for_another()
    {
        var ada = await Server.SignedInUser();
        var mallory = await Server.SignedInUser();
        using var phone = new SoftAuthenticator();
        var begun = await mallory.Post("/passkeys/options");

        var answer = await ada.Post("/passkeys", new { state = begun.Text("state"), credential = phone.Create(begun.Json["options"]!) });

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
    }

    [Fact]
    public async Task A_credential_is_registered_once_whoever_tries()
    {
        var ada = await Server.SignedInUser();
        using var phone = new SoftAuthenticator();
        Is(HttpStatusCode.Created, await Register(ada, phone));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Register(await Server.SignedInUser(), phone));
    }

    [Fact]
    public async Task Of_twenty_answers_to_one_registration_at_once_one_counts()
    {
        var ada = await Server.SignedInUser();
        using var phone = new SoftAuthenticator();
        var begun = await ada.Post("/passkeys/options");
        var body = new { state = begun.Text("state"), credential = phone.Create(begun.Json["options"]!) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.Post("/passkeys", body)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.DoesNotContain(answers, answer => answer.Status >= HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_page_of_another_site_registers_nothing()
    {
        var ada = await Server.SignedInUser();
        using var phone = new SoftAuthenticator { Origin = "https://evil.example" };

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Register(ada, phone));
    }

    [Fact]
    public async Task Nobody_touches_the_passkeys_of_somebody_else()
    {
        var ada = await Server.SignedInUser();
        var mallory = await Server.SignedInUser();
        using var phone = new SoftAuthenticator();
        var id = (await Register(ada, phone)).Text("id");

        Is(HttpStatusCode.NotFound, "not_found", await mallory.Delete($"/passkeys/{id}"));
        Is(HttpStatusCode.NotFound, "not_found", await mallory.Send("PATCH", $"/passkeys/{id}", new { name = "mine" }));
        Assert.Empty((await mallory.Get("/passkeys")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task The_last_way_to_sign_in_stays()
    {
        var ada = await Server.SignedInUser();
        using var phone = new SoftAuthenticator();
        using var laptop = new SoftAuthenticator();
        var ids = new[] { (await Register(ada, phone)).Text("id"), (await Register(ada, laptop)).Text("id") };
        await Server.Change($"UPDATE kw.users SET password_hash = NULL WHERE id = {ada.Id}");

        var answers = await Task.WhenAll(ids.Select(id => ada.Delete($"/passkeys/{id}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("POST", "/passkeys/options")]
    [InlineData("POST", "/passkeys")]
    [InlineData("DELETE", "/passkeys/018f0000-0000-7000-8000-000000000001")]
    public async Task A_change_needs_a_recent_sign_in_and_no_mere_token(string method, string path)
    {
        var ada = await Server.SignedInUser();
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Send(method, path, new { }, await ada.PersonalToken("*")));
        Server.Wait(TimeSpan.FromMinutes(15));
        var later = await Server.Post("/refresh", new { refresh_token = ada.RefreshToken });

        Is(HttpStatusCode.Forbidden, "password_confirmation_required",
            await Server.Send(method, path, new { }, later.Text("access_token")));
    }

    [Fact]
    public async Task Where_the_server_has_an_address_only_there_are_no_passkeys()
    {
        var ada = await Server.SignedInUser();
        await using var bare = await Another(options => options.PublicUrl = new Uri("http://192.0.2.1"));

        Is(HttpStatusCode.NotFound, "not_found", await bare.Post("/passkeys/options", null, ada.AccessToken));
        Is(HttpStatusCode.NotFound, "not_found", await bare.Post("/login/passkey/options"));
    }

    [Fact]
    public async Task Related_origins_are_told_and_let_through()
    {
        await using var site = await Another(options =>
        {
            options.PublicUrl = new Uri("https://example.com");
            options.Passkeys.RelatedOrigins.Add("https://example.co.uk");
        });
        var ada = await site.SignedInUser();
        using var phone = new SoftAuthenticator { Origin = "https://example.co.uk" };

        Is(HttpStatusCode.Created, await Register(ada, phone));
        Assert.Equal("""{"origins":["https://example.com","https://example.co.uk"]}""", (await site.Get("~/.well-known/webauthn")).Body);
        Is(HttpStatusCode.NotFound, "not_found", await Server.Get("/.well-known/webauthn"));
    }

    internal static async Task<Answer> Register(SignedInUser user, SoftAuthenticator authenticator, string? name = null)
    {
        var begun = await user.Post("/passkeys/options");
        IsOk(begun);
        return await user.Post("/passkeys", new JsonObject
        {
            ["state"] = begun.Text("state"),
            ["credential"] = authenticator.Create(begun.Json["options"]!),
            ["name"] = name,
        });
    }
}
