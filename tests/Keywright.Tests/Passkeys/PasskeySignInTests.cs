using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;

namespace Keywright.Tests.Passkeys;

public sealed class PasskeySignInOnSqlite() : PasskeySignInTests(new SqliteTestDatabase());

public sealed class PasskeySignInOnPostgres() : PasskeySignInTests(new PostgresTestDatabase());

public abstract class PasskeySignInTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task A_passkey_signs_in_without_a_name_or_a_password()
    {
        var (ada, phone) = await AdaWithPasskey();

        var signedIn = await SignIn(phone);

        IsOk(signedIn);
        Assert.Equal(ada.Email, signedIn.Json["user"]!["email"]!.GetValue<string>());
        var sessions = (await Server.Get("/sessions", signedIn.Text("access_token"))).Json["data"]!.AsArray();
        Assert.Equal("passkey", sessions.Single(one => one!["is_current"]!.GetValue<bool>())!["login_method"]!.GetValue<string>());
    }

    [Fact]
    public async Task It_is_two_factors_in_one()
    {
        var (ada, phone) = await AdaWithPasskey();
        _ = await Authenticator.SetUp(Server, ada);

        Assert.Equal("authenticated", (await SignIn(phone)).Text("status"));
    }

    [Fact]
    public async Task The_options_name_nobody()
    {
        var begun = await Server.Post("/login/passkey/options");

        Assert.Empty(begun.Json["options"]!["allowCredentials"]!.AsArray());
        Assert.Equal("required", begun.Json["options"]!["userVerification"]!.GetValue<string>());
    }

    // OWASP ASVS 5.0, 6.7.2 asks for 64 bits.
    [Fact]
    public async Task Each_challenge_is_another_of_128_bits_or_more()
    {
        var challenges = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            var begun = await Server.Post("/login/passkey/options", new { });
            challenges.Add(begun.Json["options"]!["challenge"]!.GetValue<string>());
        }

        Assert.All(challenges, challenge => Assert.True(Base64Url.DecodeFromChars(challenge).Length >= 16));
        Assert.Equal(20, challenges.Distinct().Count());
    }

    [Fact]
    public async Task An_answer_that_was_overheard_works_no_second_time()
    {
        var (_, phone) = await AdaWithPasskey();
        var begun = await Server.Post("/login/passkey/options");
        var body = Body(begun, phone);
        IsOk(await Server.Post("/login/passkey", body));

        IsRefused(await Server.Post("/login/passkey", body.DeepClone()));
    }

    [Fact]
    public async Task Of_twenty_copies_of_an_answer_at_once_one_signs_in()
    {
        var (_, phone) = await AdaWithPasskey();
        var body = Body(await Server.Post("/login/passkey/options"), phone).ToJsonString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Server.Post("/login/passkey", JsonNode.Parse(body))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.Code == "invalid_credentials"));
    }

    [Fact]
    public async Task A_ceremony_ends_on_the_tick()
    {
        var (_, phone) = await AdaWithPasskey();
        var begun = await Server.Post("/login/passkey/options");
        Server.Wait(TimeSpan.FromMinutes(5));

        IsRefused(await Server.Post("/login/passkey", Body(begun, phone)));
    }

    [Fact]
    public async Task A_key_whose_counter_stands_still_may_be_a_copy()
    {
        var ada = await Server.SignedInUser();
        using var key = new SoftAuthenticator { Counter = 5 };
        Is(HttpStatusCode.Created, await PasskeysTests.Register(ada, key));
        key.Counter = 6;
        IsOk(await SignIn(key));

        IsRefused(await SignIn(key));
    }

    [Fact]
    public async Task Another_key_with_the_same_id_does_not_sign_in()
    {
        var (_, phone) = await AdaWithPasskey();
        using var forged = new SoftAuthenticator { UserHandle = phone.UserHandle };
        phone.CredentialId.CopyTo(forged.CredentialId, 0);

        IsRefused(await SignIn(forged));
    }

    [Fact]
    public async Task Without_its_user_verified_a_passkey_does_not_sign_in()
    {
        var (_, phone) = await AdaWithPasskey();
        phone.VerifiesUser = false;

        IsRefused(await SignIn(phone));
    }

    [Fact]
    public async Task A_page_of_another_site_does_not_sign_in()
    {
        var (_, phone) = await AdaWithPasskey();
        phone.Origin = "https://localhost.evil.example";

        IsRefused(await SignIn(phone));
    }

    [Fact]
    public async Task A_removed_passkey_does_not_sign_in()
    {
        var (ada, phone) = await AdaWithPasskey();
        var id = (await ada.Get("/passkeys")).Json["data"]![0]!["id"]!.GetValue<string>();
        Is(HttpStatusCode.NoContent, await ada.Delete($"/passkeys/{id}"));

        IsRefused(await SignIn(phone));
        Assert.Contains("login!", await Server.AuditTypes());
    }

    [Fact]
    public async Task Who_is_suspended_learns_it_and_does_not_come_in()
    {
        var (ada, phone) = await AdaWithPasskey();
        await Server.Change($"UPDATE kw.users SET status = 'suspended' WHERE id = {ada.Id}");

        Is(HttpStatusCode.Forbidden, "account_suspended", await SignIn(phone));
    }

    [Fact]
    public async Task Strangers_guesses_do_not_lock_a_passkey_out()
    {
        var (ada, phone) = await AdaWithPasskey();
        for (var i = 0; i < 5; i++)
        {
            _ = await Server.SignIn(ada.Email, "wrong horse battery 1");
        }

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(ada.Email));
        var signedIn = await SignIn(phone);
        IsOk(signedIn);
        IsOk(await Server.SignIn(ada.Email, deviceToken: signedIn.Text("device_token")));
    }

    [Fact]
    public async Task A_passkey_answers_the_challenge_of_a_password()
    {
        var (ada, phone) = await AdaWithPasskey();
        _ = await Authenticator.SetUp(Server, ada);
        var asked = await Server.SignIn(ada.Email);
        Assert.Contains("passkey", asked.Json["methods"]!.AsArray().Select(method => method!.GetValue<string>()));
        var challenge = Authenticator.Challenge(asked);

        var begun = await Server.Post("/login/passkey/options", new { challenge });
        Assert.Single(begun.Json["options"]!["allowCredentials"]!.AsArray());
        IsOk(await Server.Post("/two-factor/challenge", new JsonObject { ["challenge"] = challenge, ["passkey"] = Body(begun, phone) }));
    }

    [Fact]
    public async Task Somebody_elses_passkey_does_not_answer_a_challenge()
    {
        var (_, phone) = await AdaWithPasskey();
        var bob = await Server.SignedInUser();
        _ = await Authenticator.SetUp(Server, bob);
        var challenge = Authenticator.Challenge(await Server.SignIn(bob.Email));
        var begun = await Server.Post("/login/passkey/options");

        Is(HttpStatusCode.Unauthorized, "invalid_code", await Server.Post(
            "/two-factor/challenge", new JsonObject { ["challenge"] = challenge, ["passkey"] = Body(begun, phone) }));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"state":"AAAA","credential":{}}""")]
    [InlineData("""{"state":null,"credential":7}""")]
    [InlineData("""{"state":"....","credential":{"id":"x","response":null}}""")]
    public async Task Nonsense_does_not_sign_in(string body) => IsRefused(await Server.Post("/login/passkey", JsonNode.Parse(body)));

    // Blanks, padding, stray bits of the last letter, letters of other alphabets: each is one that some decoder takes, or throws at.
    [Fact]
    public async Task A_state_that_is_written_otherwise_is_refused_and_breaks_nothing()
    {
        var (_, phone) = await AdaWithPasskey();
        var begun = await Server.Post("/login/passkey/options");
        var state = begun.Text("state");
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        string[] hostile =
        [
            state + "=", state + "==", state + " ", "\n" + state, state[..^1], state + "A", state.Replace('-', '+') + "+/",
            "A", "AB", "ABC", "AB==", "ÄÄÄÄ", "", .. Letters.Where(letter => letter != state[^1]).Select(letter => state[..^1] + letter),
        ];

        foreach (var text in hostile)
        {
            var body = Body(begun, phone);
            body["state"] = text;
            IsRefused(await Server.Post("/login/passkey", body));
        }

        IsOk(await Server.Post("/login/passkey", Body(begun, phone)));
    }

    [Fact]
    public async Task A_state_of_a_registration_signs_nobody_in()
    {
        var (ada, phone) = await AdaWithPasskey();
        var registration = await ada.Post("/passkeys/options");
        var begun = await Server.Post("/login/passkey/options");
        var body = Body(begun, phone);
        body["state"] = registration.Text("state");

        IsRefused(await Server.Post("/login/passkey", body));
    }

    internal static async Task<Answer> SignIn(KeywrightServer server, SoftAuthenticator authenticator) =>
        await server.Post("/login/passkey", Body(await server.Post("/login/passkey/options"), authenticator));

    private static void IsRefused(Answer answer) => Is(HttpStatusCode.Unauthorized, "invalid_credentials", answer);

    private static JsonObject Body(Answer begun, SoftAuthenticator authenticator) => new()
    {
        ["state"] = begun.Text("state"),
        ["credential"] = authenticator.Get(begun.Json["options"]!),
    };

    private Task<Answer> SignIn(SoftAuthenticator authenticator) => SignIn(Server, authenticator);

    private async Task<(SignedInUser Ada, SoftAuthenticator Phone)> AdaWithPasskey()
    {
        var ada = await Server.SignedInUser();
        var phone = new SoftAuthenticator();
        Is(HttpStatusCode.Created, await PasskeysTests.Register(ada, phone));
        return (ada, phone);
    }
}
