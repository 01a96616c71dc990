using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.TwoFactor;

public sealed class SetUpOnSqlite() : SetUpTests(new SqliteTestDatabase());

public sealed class SetUpOnPostgres() : SetUpTests(new PostgresTestDatabase());

public abstract class SetUpTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task The_secret_comes_as_text_as_a_uri_and_as_a_picture()
    {
        var ada = await Server.SignedInUser("ada+test@example.com");

        var begun = await ada.Post("/two-factor");

        IsOk(begun);
        Assert.Equal(20, Authenticator.Decode(begun.Text("secret")).Length);
        Assert.Equal(
            $"otpauth://totp/localhost:ada%2Btest%40example.com?secret={begun.Text("secret")}&issuer=localhost"
            + "&algorithm=SHA1&digits=6&period=30",
            begun.Text("otpauth_uri"));
        Assert.StartsWith("<svg", begun.Text("qr_svg"), StringComparison.Ordinal);
        Assert.Equal("no-store", begun.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task Nothing_changes_until_a_code_is_confirmed()
    {
        var ada = await Server.SignedInUser();
        IsOk(await ada.Post("/two-factor"));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await ada.Post("/two-factor/confirm", new { code = "000000x" }));

        Assert.Equal("authenticated", (await Server.SignIn(ada.Email)).Text("status"));
        Assert.False((await ada.Get("/user")).Json["two_factor_enabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Confirming_gives_ten_recovery_codes_and_ends_other_sessions()
    {
        var ada = await Server.SignedInUser();
        var elsewhere = await Server.SignIn(ada.Email);

        var app = await Authenticator.SetUp(Server, ada);

        Assert.Equal(10, app.RecoveryCodes.Distinct().Count());
        Assert.True((await ada.Get("/user")).Json["two_factor_enabled"]!.GetValue<bool>());
        Assert.Equal(10, (await ada.Get("/two-factor/recovery-codes")).Json["remaining"]!.GetValue<int>());
        IsRevoked(await Server.Get("/user", elsewhere.Text("access_token")));
        Assert.Contains("two_factor_enabled", await Server.AuditTypes());
    }

    [Fact]
    public async Task The_code_that_confirmed_does_not_sign_in_as_well()
    {
        var ada = await Server.SignedInUser();
        var begun = await ada.Post("/two-factor");
        var app = new Authenticator(Server, Authenticator.Decode(begun.Text("secret")), []);
        var code = app.Code();
        IsOk(await ada.Post("/two-factor/confirm", new { code }));

        var challenge = Authenticator.Challenge(await Server.SignIn(ada.Email));

        Is(HttpStatusCode.Unauthorized, "invalid_code", await Server.Post("/two-factor/challenge", new { challenge, code }));
    }

    [Fact]
    public async Task A_secret_that_nobody_confirmed_dies_after_a_quarter_of_an_hour()
    {
        var ada = await Server.SignedInUser();
        var begun = await ada.Post("/two-factor");
        var app = new Authenticator(Server, Authenticator.Decode(begun.Text("secret")), []);
        Server.Wait(TimeSpan.FromMinutes(14));
        Is(HttpStatusCode.NoContent, await ada.Post("/password/confirm", new { password = KeywrightServer.Password }));
        Server.Wait(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1));
        var fresh = (await Server.Post("/refresh", new { refresh_token = ada.RefreshToken })).Text("access_token");
        Server.Wait(TimeSpan.FromSeconds(1));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await Server.Post("/two-factor/confirm", new { code = app.Code() }, fresh));
    }

    [Fact]
    public async Task Of_twenty_confirmations_at_once_one_shows_codes()
    {
        var ada = await Server.SignedInUser();
        var begun = await ada.Post("/two-factor");
        var code = new Authenticator(Server, Authenticator.Decode(begun.Text("secret")), []).Code();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.Post("/two-factor/confirm", new { code })));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Single(await Server.AuditTypes(), "two_factor_enabled");
    }

    [Fact]
    public async Task Another_app_replaces_the_first_when_it_is_confirmed_and_not_before()
    {
        var ada = await Server.SignedInUser();
        var first = await Authenticator.SetUp(Server, ada);
        IsOk(await ada.Post("/two-factor"));
        var challenge = Authenticator.Challenge(await Server.SignIn(ada.Email));
        IsOk(await Server.Post("/two-factor/challenge", new { challenge, code = first.Code() }));

        var second = await Authenticator.SetUp(Server, ada);

        challenge = Authenticator.Challenge(await Server.SignIn(ada.Email));
        Is(HttpStatusCode.Unauthorized, "invalid_code",
            await Server.Post("/two-factor/challenge", new { challenge, code = first.Code() }));
        IsOk(await Server.Post("/two-factor/challenge", new { challenge, code = second.Code() }));
    }

    [Fact]
    public async Task Turning_it_off_makes_the_password_enough_and_the_recovery_codes_dead()
    {
        var ada = await Server.SignedInUser();
        var app = await Authenticator.SetUp(Server, ada);
        var challenge = Authenticator.Challenge(await Server.SignIn(ada.Email));

        Is(HttpStatusCode.NoContent, await ada.Delete("/two-factor"));

        Assert.Equal("authenticated", (await Server.SignIn(ada.Email)).Text("status"));
        Assert.Equal(0, (await ada.Get("/two-factor/recovery-codes")).Json["remaining"]!.GetValue<int>());
        Is(HttpStatusCode.Unauthorized, "challenge_expired",
            await Server.Post("/two-factor/challenge", new { challenge, recovery_code = app.RecoveryCodes[0] }));
        Assert.Contains("two_factor_disabled", await Server.AuditTypes());
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_old()
    {
        var ada = await Server.SignedInUser();
        var app = await Authenticator.SetUp(Server, ada);

        var renewed = await ada.Post("/two-factor/recovery-codes");

        var fresh = renewed.Json["recovery_codes"]!.AsArray().Select(code => code!.GetValue<string>()).ToList();
        Assert.Equal(10, fresh.Except(app.RecoveryCodes).Count());
        var challenge = Authenticator.Challenge(await Server.SignIn(ada.Email));
        Is(HttpStatusCode.Unauthorized, "invalid_code",
            await Server.Post("/two-factor/challenge", new { challenge, recovery_code = app.RecoveryCodes[0] }));
        IsOk(await Server.Post("/two-factor/challenge", new { challenge, recovery_code = fresh[0] }));
    }

    [Fact]
    public async Task Recovery_codes_without_a_second_factor_are_none() =>
        Is(HttpStatusCode.NotFound, "not_found", await (await Server.SignedInUser()).Post("/two-factor/recovery-codes"));

    [Theory]
    [InlineData("POST", "/two-factor")]
    [InlineData("POST", "/two-factor/confirm")]
    [InlineData("DELETE", "/two-factor")]
    [InlineData("POST", "/two-factor/recovery-codes")]
    public async Task A_change_needs_a_recent_password_and_no_mere_token(string method, string path)
    {
        var ada = await Server.SignedInUser();
        var token = await ada.PersonalToken("*");
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Send(method, path, new { code = "1" }, token));
        Server.Wait(TimeSpan.FromMinutes(15));
        var later = await Server.Post("/refresh", new { refresh_token = ada.RefreshToken });

        Is(HttpStatusCode.Forbidden, "password_confirmation_required",
            await Server.Send(method, path, new { code = "1" }, later.Text("access_token")));
    }

    [Fact]
    public async Task Where_it_is_turned_off_nobody_sets_one_up_and_who_has_one_is_asked()
    {
        var ada = await Server.SignedInUser();
        _ = await Authenticator.SetUp(Server, ada);
        await using var without = await Another(options => options.TwoFactor.Enabled = false);

        Is(HttpStatusCode.NotFound, "not_found", await without.Post("/two-factor", null, ada.AccessToken));
        _ = Authenticator.Challenge(await without.SignIn(ada.Email));
    }

    [Fact]
    public async Task The_secret_lies_encrypted_in_the_database()
    {
        var ada = await Server.SignedInUser();
        var begun = await ada.Post("/two-factor");
        var secret = Authenticator.Decode(begun.Text("secret"));

        var stored = await Server.Rows(tx => tx.List($"SELECT pending_secret FROM kw.totp", row => row.Bytes("pending_secret")));

        Assert.True(Assert.Single(stored).AsSpan().IndexOf(secret) < 0);
    }

    [Fact]
    public async Task Erasing_the_account_erases_the_factor()
    {
        var ada = await Server.SignedInUser();
        _ = await Authenticator.SetUp(Server, ada);

        Is(HttpStatusCode.NoContent, await ada.Delete("/user", new { password = KeywrightServer.Password }));

        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT secret FROM kw.totp", row => row.Bytes("secret"))));
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT code_hash FROM kw.recovery_codes", row => row.Bytes("code_hash"))));
    }
}
