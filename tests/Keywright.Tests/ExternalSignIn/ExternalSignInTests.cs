using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Keywright.Tests.External;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;

namespace Keywright.Tests.ExternalSignIn;

public sealed class ExternalSignInOnSqlite() : ExternalSignInTests(new SqliteTestDatabase());

public sealed class ExternalSignInOnPostgres() : ExternalSignInTests(new PostgresTestDatabase());

public abstract class ExternalSignInTests(TestDatabase database) : ExternalTests(database)
{
    [Fact]
    public async Task Somebody_new_gets_a_user_and_a_session()
    {
        var signedIn = await SignIn(Ada);

        IsOk(signedIn);
        var user = signedIn.Json["user"]!;
        Assert.Equal("ada@example.com", user["email"]!.GetValue<string>());
        Assert.True(user["email_verified"]!.GetValue<bool>());
        Assert.Equal(["user_registered", "external_account_linked", "login", "session_started"], await Server.AuditTypes());
    }

    [Fact]
    public async Task The_subject_signs_in_whatever_its_address_is_by_now()
    {
        var first = await SignIn(Ada);

        var second = await SignIn(Ada with { Email = "other@example.com" });

        Assert.Equal(first.Json["user"]!["id"]!.ToString(), second.Json["user"]!["id"]!.ToString());
        Assert.Equal("ada@example.com", second.Json["user"]!["email"]!.GetValue<string>());
    }

    [Fact]
    public async Task Cookie_mode_begins_the_session_with_the_redirect()
    {
        var back = await Visit(Ada, "?mode=cookie&return_to=/welcome");

        Assert.Equal("/welcome", back.Headers["Location"]);
        IsOk(await Server.Get("/user", null, ("Cookie", back.SessionCookie())));
    }

    [Fact]
    public async Task The_second_factor_is_still_asked_for()
    {
        var ada = new SignedInUser(Server, "ada@example.com", (await SignIn(Ada)).Json);
        _ = await Authenticator.SetUp(Server, ada);

        Assert.Equal("two_factor_required", (await SignIn(Ada)).Text("status"));
        var back = await Visit(Ada, "?mode=cookie");
        Assert.DoesNotContain(back.Cookies, cookie => cookie.StartsWith("keywright=", StringComparison.Ordinal));
        Assert.Equal("two_factor_required", (await Redeem(back)).Text("status"));
    }

    [Fact]
    public async Task An_exchange_works_once_for_a_minute_and_in_the_browser_that_began()
    {
        var back = await Visit(Ada);
        var exchange = new { exchange = Member(back, "exchange") };
        IsRefused(await Server.Post("/external/exchange", exchange));
        IsRefused(await Server.Post("/external/exchange", exchange, null, ("Cookie", (await Visit(Ada)).AllCookies())));
        IsOk(await Redeem(back));
        IsRefused(await Redeem(back));

        var late = await Visit(Ada);
        Server.Wait(TimeSpan.FromSeconds(60));
        IsRefused(await Redeem(late));
    }

    [Fact]
    public async Task Of_twenty_copies_of_an_exchange_one_signs_in()
    {
        var back = await Visit(Ada);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Redeem(back)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task With_a_challenge_the_exchange_needs_its_verifier()
    {
        var verifier = new string('v', 43);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var exchange = Member(await Visit(Ada, $"?challenge={challenge}"), "exchange");

        IsRefused(await Server.Post("/external/exchange", new { exchange, verifier = new string('w', 43) }));
        IsOk(await Server.Post("/external/exchange", new { exchange, verifier }));
    }

    [Fact]
    public async Task Of_twenty_copies_of_a_callback_one_goes_on()
    {
        var begun = await Begin();
        var callback = Provider.Approve(begun.Headers["Location"], Ada);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Server.Get(callback, null, ("Cookie", begun.AllCookies()))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Found);
        Assert.Equal(19, answers.Count(answer => answer.Code == "external_sign_in_failed"));
        Assert.Equal((1, 1), (Provider.Redeemed, await Users()));
    }

    [Fact]
    public async Task Twenty_first_visits_of_one_person_make_one_user()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SignIn(Ada)));

        Assert.All(answers, IsOk);
        Assert.Equal(1, await Users());
    }

    [Fact]
    public async Task A_taken_address_is_never_linked()
    {
        var owner = await Server.SignedInUser("ada@example.com");

        IsError("account_exists", await Visit(Ada));
        Assert.Empty((await owner.Get("/external-accounts")).Json["data"]!.AsArray());
        Assert.Equal(1, await Users());
    }

    [Fact]
    public async Task An_address_that_the_provider_did_not_verify_is_not_verified_here()
    {
        var signedIn = await SignIn(Ada with { IsVerified = false });

        Assert.False(signedIn.Json["user"]!["email_verified"]!.GetValue<bool>());
        Assert.NotEmpty(await Server.LinkTo("ada@example.com"));
    }

    [Fact]
    public async Task Where_existence_is_hidden_an_unverified_address_does_not_show_it()
    {
        await using var hiding = await Another(options =>
        {
            Configure(options);
            options.Registration.HideExisting = true;
        });
        _ = await Server.SignedInUser("taken@example.com");
        foreach (var email in new[] { "taken@example.com", "free@example.com" })
        {
            var begun = await hiding.Get("/external/fake");
            var callback = Provider.Approve(begun.Headers["Location"], new ProviderUser("mallory" + email, email, IsVerified: false));
            IsError("email_unverified", await hiding.Get(callback, null, ("Cookie", begun.AllCookies())));
        }
    }

    [Fact]
    public async Task Where_registration_is_closed_nobody_new_comes_in()
    {
        IsOk(await SignIn(Ada));
        await using var closed = await Another(options =>
        {
            Configure(options);
            options.Registration.Enabled = false;
        });
        var begun = await closed.Get("/external/fake");

        IsError("registration_closed", await closed.Get(
            Provider.Approve(begun.Headers["Location"], new ProviderUser("bob", "bob@example.com")), null, ("Cookie", begun.AllCookies())));
    }

    [Fact]
    public async Task Who_is_suspended_does_not_come_in()
    {
        IsOk(await SignIn(Ada));
        var late = await Visit(Ada);
        await Server.Change($"UPDATE kw.users SET status = 'suspended'");

        IsRefused(await Redeem(late));
        IsError("account_suspended", await Visit(Ada));
    }

    [Fact]
    public async Task Who_says_no_is_sent_back_with_a_word()
    {
        var begun = await Begin("?return_to=https://app.example/login%23top");
        var state = System.Web.HttpUtility.ParseQueryString(new Uri(begun.Headers["Location"]).Query)["state"];

        var back = await Server.Get(
            $"/external/fake/callback?error=access_denied&state={state}", null, ("Cookie", begun.AllCookies()));

        Assert.Equal("https://app.example/login?error=access_denied#top", back.Headers["Location"]);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_said_to_be()
    {
        var begun = await Begin();
        var callback = Provider.Approve(begun.Headers["Location"], Ada);
        Provider.IsDown = true;

        IsError("provider_unavailable", await Server.Get(callback, null, ("Cookie", begun.AllCookies())));
        Is(HttpStatusCode.ServiceUnavailable, "provider_unavailable", await Server.Get("/external/other"));
        Is(HttpStatusCode.NotFound, "not_found", await Server.Get("/external/nobody"));
    }

    [Fact]
    public async Task A_document_of_another_issuer_is_not_believed()
    {
        Provider.DiscoveredIssuer = "https://evil.example";

        Is(HttpStatusCode.ServiceUnavailable, "provider_unavailable", await Server.Get("/external/fake"));
    }

    [Fact]
    public async Task GitHub_tells_its_number_and_its_primary_address()
    {
        var signedIn = await Redeem(await Visit(Ada, "", "github"));

        IsOk(signedIn);
        Assert.Equal("ada@example.com", signedIn.Json["user"]!["email"]!.GetValue<string>());
        var subjects = await Server.Rows(tx => tx.List($"SELECT subject FROM kw.external_accounts", row => row.Text("subject")));
        Assert.Equal(["4711"], subjects);
        Provider.Emails = """[{"email":"x@example.com","primary":false,"verified":true}]""";
        IsOk(await Redeem(await Visit(Ada, "", "github")));
    }

    [Fact]
    public async Task The_providers_tokens_lie_encrypted()
    {
        IsOk(await SignIn(Ada));

        var tokens = (await Server.Rows(tx => tx.List($"SELECT tokens FROM kw.external_accounts", row => row.Bytes("tokens")))).Single();
        Assert.DoesNotContain("provider-access", Encoding.Latin1.GetString(tokens), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("https://app.example.evil.example/")]
    [InlineData("https://app.example@evil.example/")]
    [InlineData("https://app.example:444/")]
    [InlineData("http://app.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("@evil.example")]
    [InlineData("/a\r\nSet-Cookie:x=1")]
    public async Task No_other_site_is_returned_to(string address)
    {
        var answer = await Server.Get("/external/fake?return_to=" + Uri.EscapeDataString(address));

        if (answer.Status == HttpStatusCode.Found)
        {
            // A path that stays one of ours.
            var back = await Back(answer, Ada);
            Assert.StartsWith("/%09/", back.Headers["Location"], StringComparison.Ordinal);
            return;
        }

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
    }

    private static void IsRefused(Answer answer) => Is(HttpStatusCode.Unauthorized, "invalid_credentials", answer);
}
