using System.Net;
using Keywright.Database;
using Keywright.Passkeys;
using Keywright.Security;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth;

public sealed class RolesOfPasskeyOnSqlite() : RolesOfPasskeyTests(new SqliteTestDatabase());

public sealed class RolesOfPasskeyOnPostgres() : RolesOfPasskeyTests(new PostgresTestDatabase());

/// <summary>A grant that was given after a sign-in with a passkey brings a role that asks for two factors while there is one.</summary>
public abstract class RolesOfPasskeyTests(TestDatabase database) : OAuthTests(database)
{
    [Fact]
    public async Task Without_the_passkey_the_role_is_withheld_from_clients_too()
    {
        var user = await Server.UserWith("moderator");
        var visitor = new Visitor(Server);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SignIn(user.Email)).Status);
        var id = new UserId(user.Id);
        await Server.Change($"UPDATE kw.sessions SET login_method = 'passkey' WHERE user_id = {id}");
        await Server.Change($"UPDATE kw.roles SET requires_two_factor = 1 WHERE name = 'moderator'");
        _ = await Server.Services.GetRequiredService<KeywrightDatabase>().Write(
            tx => PasskeyStore.Add(tx, new Passkey(tx.NewId<PasskeyId>(), id, [1], [2], "Phone")));
        var client = await Client();
        var tokens = await client.Tokens(visitor, ("scope", "openid roles offline_access"));
        Assert.Contains("moderator", RolesIn(TestClient.Claims(tokens["access_token"]!.ToString())));

        await Server.Change($"DELETE FROM kw.passkeys WHERE user_id = {id}");

        var refreshed = await client.Refresh(tokens["refresh_token"]!.ToString());
        Assert.DoesNotContain("moderator", RolesIn(TestClient.Claims(refreshed.Text("access_token"))));
        var told = await Server.Send("GET", "~/oauth/userinfo", null, tokens["access_token"]!.ToString());
        Assert.DoesNotContain("moderator", RolesIn(told.Json));
    }

    private static IEnumerable<string> RolesIn(System.Text.Json.Nodes.JsonObject claims) =>
        claims["roles"]!.AsArray().Select(role => role!.ToString());
}
