using System.Net;
using Keywright.Tests.Authentication;
using Keywright.Tests.Passkeys;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;

namespace Keywright.Tests.Roles;

public sealed class RequiredFactorOnSqlite() : RequiredFactorTests(new SqliteTestDatabase());

public sealed class RequiredFactorOnPostgres() : RequiredFactorTests(new PostgresTestDatabase());

/// <summary>A role that asks for a second factor gives nothing to who has none, with whatever credential.</summary>
public abstract class RequiredFactorTests(TestDatabase database) : ServerTests(database)
{
    private static readonly string[] Everything = ["keywright:*"];

    private const string Users = "/api/admin/users";

    internal override KeywrightServer Make() => new(Database) { Host = WhoAmI.Map };

    [Fact]
    public async Task Without_a_factor_the_role_is_withheld_and_the_user_is_told()
    {
        var ada = await Server.Administrator();
        var token = await ada.PersonalToken("keywright:*");
        IsOk(await ada.Get(Users));
        IsOk(await Server.Get(Users, token));

        await Require("admin");

        Is(HttpStatusCode.Forbidden, "permission_required", await ada.Get(Users));
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get(Users, token));
        IsWithheld(await ada.Get("/user"));
        IsWithheld(await Server.Get("/user", token));
        IsWithheld((await Server.SignIn(ada.Email)).Json["user"]!.ToJsonString());
        IsWithheld((await Server.Post("/refresh", new { refresh_token = ada.RefreshToken })).Json["user"]!.ToJsonString());
    }

    [Fact]
    public async Task Claims_and_the_code_api_tell_what_is_in_force()
    {
        var ada = await Server.Administrator();
        await Require("admin");

        Assert.DoesNotContain("admin", (await ada.Get("~/whoami")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("keywright:*", (await ada.Get("~/whoami")).Body, StringComparison.Ordinal);
        Assert.Empty(await Server.Roles().PermissionsOfAsync(ada.Id));

        _ = await Authenticator.SetUp(Server, ada);

        Assert.Contains("admin", (await ada.Get("~/whoami")).Body, StringComparison.Ordinal);
        Assert.Contains("keywright:*", await Server.Roles().PermissionsOfAsync(ada.Id));
    }

    [Fact]
    public async Task Setting_a_factor_up_brings_the_role_and_turning_it_off_takes_it_at_once()
    {
        await using var other = await Another(_ => { });
        var ada = await Server.Administrator();
        await Require("admin");
        var token = await ada.PersonalToken("keywright:*");
        Is(HttpStatusCode.Forbidden, "permission_required", await ada.Get(Users));

        _ = await Authenticator.SetUp(Server, ada);
        IsOk(await ada.Get(Users));
        IsOk(await other.Get(Users, ada.AccessToken));
        IsOk(await Server.Get(Users, token));
        Assert.False((await ada.Get("/user")).Json["two_factor_required"]!.GetValue<bool>());

        Is(HttpStatusCode.NoContent, await ada.Delete("/two-factor"));
        Is(HttpStatusCode.Forbidden, "permission_required", await ada.Get(Users));
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get(Users, token));
        Server.Wait(TimeSpan.FromMilliseconds(51));
        Is(HttpStatusCode.Forbidden, "permission_required", await other.Get(Users, ada.AccessToken));
        Is(HttpStatusCode.Forbidden, "permission_required", await other.Post($"{Users}/{ada.Id}/unlock", null, ada.AccessToken));
    }

    // No time passes: what was cached of the session without the factor must fall.
    [Fact]
    public async Task The_role_is_in_force_with_the_request_after_the_confirmation()
    {
        var ada = await Server.Administrator();
        await Require("admin");
        var begun = await ada.Post("/two-factor");
        Is(HttpStatusCode.Forbidden, "permission_required", await ada.Get(Users));

        IsOk(await ada.Post("/two-factor/confirm", new
        {
            code = new Authenticator(Server, Authenticator.Decode(begun.Text("secret")), []).Code(),
        }));

        IsOk(await ada.Get(Users));
    }

    [Fact]
    public async Task An_administrators_reset_of_the_factor_withholds_the_role_too()
    {
        var (ada, chief) = (await Server.Administrator(), await Server.Administrator());
        await Require("admin");
        _ = await Authenticator.SetUp(Server, ada);
        _ = await Authenticator.SetUp(Server, chief);
        IsOk(await ada.Get(Users));

        IsOk(await chief.Post($"{Users}/{ada.Id}/reset-two-factor"));

        Is(HttpStatusCode.Forbidden, "permission_required", await ada.Get(Users));
        var shown = await chief.Shown(ada.Id);
        Assert.Contains("admin", shown.Texts("roles"));
        Assert.Empty(shown.Texts("permissions"));
        Assert.True(shown.Json["two_factor_required"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Nothing_that_begins_after_the_factor_was_turned_off_passes()
    {
        for (var round = 0; round < 5; round++)
        {
            var ada = await Server.Administrator();
            await Require("admin");
            _ = await Authenticator.SetUp(Server, ada);
            IsOk(await ada.Get(Users));

            var during = Task.WhenAll(Enumerable.Range(0, 20)
                .Select(i => ada.Post("/api/admin/roles", new { name = $"r{round}.{i}" })));
            Is(HttpStatusCode.NoContent, await ada.Delete("/two-factor"));
            var after = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.Get(Users)));

            Assert.All(after, answer => Assert.Equal(HttpStatusCode.Forbidden, answer.Status));
            Assert.All(await during, answer => Assert.InRange((int)answer.Status, 201, 499));
            Assert.Equal(HttpStatusCode.Forbidden, (await ada.Get(Users)).Status);
        }
    }

    [Fact]
    public async Task A_session_by_passkey_counts_while_the_user_has_one_and_a_token_does_not()
    {
        var ada = await Server.Administrator();
        await Require("admin");
        using var phone = new SoftAuthenticator();
        Is(HttpStatusCode.Created, await PasskeysTests.Register(ada, phone));
        Is(HttpStatusCode.Forbidden, "permission_required", await ada.Get(Users));

        var signedIn = await SignIn(phone);
        var session = signedIn.Text("access_token");

        Assert.Contains("admin", signedIn.Json["user"]!["roles"]!.ToJsonString(), StringComparison.Ordinal);
        IsOk(await Server.Get(Users, session));
        IsOk(await Server.Post($"{Users}/{ada.Id}/unlock", null, session));
        var refreshed = await Server.Post("/refresh", new { refresh_token = signedIn.Text("refresh_token") });
        session = refreshed.Text("access_token");
        Assert.False(refreshed.Json["user"]!["two_factor_required"]!.GetValue<bool>());
        IsOk(await Server.Get(Users, session));
        var token = (await Server.Post("/tokens", new { name = "t", abilities = Everything }, session)).Text("token");
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get(Users, token));

        var id = (await ada.Get("/passkeys")).Json["data"]![0]!["id"]!.GetValue<string>();
        Is(HttpStatusCode.NoContent, await ada.Delete($"/passkeys/{id}"));
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get(Users, session));
    }

    [Fact]
    public async Task The_last_administrator_who_can_act_stays()
    {
        var (ada, bob) = (await Server.Administrator(), await Server.Administrator());
        await Require("admin");
        _ = await Authenticator.SetUp(Server, ada);

        Is(HttpStatusCode.Conflict, "last_administrator", await ada.Delete($"{Users}/{ada.Id}/roles/admin"));
        Is(HttpStatusCode.Conflict, "last_administrator", await ada.Delete("/user", new { password = KeywrightServer.Password }));

        using var phone = new SoftAuthenticator();
        Is(HttpStatusCode.Created, await PasskeysTests.Register(bob, phone));
        Is(HttpStatusCode.NoContent, await ada.Delete($"{Users}/{ada.Id}/roles/admin"));
        IsOk(await Server.Get(Users, (await SignIn(phone)).Text("access_token")));
    }

    [Fact]
    public async Task Whose_role_is_withheld_is_still_protected_from_those_who_have_less()
    {
        var ada = await Server.Administrator();
        _ = await Server.Administrator();
        var helper = await Server.UserWhoMay("keywright:users:*");
        await Require("admin");

        Is(HttpStatusCode.Forbidden, "permission_required",
            await helper.Send("PATCH", $"{Users}/{ada.Id}", new { email = "mine@example.com" }));
        Is(HttpStatusCode.Forbidden, "permission_required", await helper.Post($"{Users}/{ada.Id}/reset-two-factor"));
    }

    [Fact]
    public async Task Who_holds_a_withheld_role_can_not_lift_the_rule()
    {
        var ada = await Server.Administrator();
        var editor = await Server.Roles().CreateAsync("editors-of-roles", ["keywright:roles:*"]);
        Assert.True(await Server.Roles().GrantAsync(ada.Id, editor!.Name));
        await Require("admin");

        Is(HttpStatusCode.Forbidden, "permission_required",
            await ada.Send("PATCH", "/api/admin/roles/admin", new { requires_two_factor = false }));
    }

    private async Task Require(string role) =>
        Assert.True((await Server.Roles().UpdateAsync(role, requiresTwoFactor: true))!.RequiresTwoFactor);

    private Task<Answer> SignIn(SoftAuthenticator key) => PasskeySignInTests.SignIn(Server, key);

    private static void IsWithheld(Answer answer)
    {
        IsOk(answer);
        IsWithheld(answer.Body);
    }

    private static void IsWithheld(string user)
    {
        Assert.Contains("\"two_factor_required\":true", user, StringComparison.Ordinal);
        Assert.Contains("\"roles\":[\"user\"],\"permissions\":[]", user, StringComparison.Ordinal);
    }
}
