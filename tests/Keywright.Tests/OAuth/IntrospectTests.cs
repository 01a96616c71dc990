using System.Net;
using Keywright.OAuth.Clients;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class IntrospectOnSqlite() : IntrospectTests(new SqliteTestDatabase());

public sealed class IntrospectOnPostgres() : IntrospectTests(new PostgresTestDatabase());

/// <summary>RFC 7662: who is told what of a token, and when it is given up for good.</summary>
public abstract class IntrospectTests(TestDatabase database) : OAuthTests(database)
{
    private const string NotActive = """{"active":false}""";

    [Fact]
    public async Task Who_registered_itself_is_told_of_no_token_but_its_own()
    {
        var (visitor, _) = await SignedInVisitor();
        var stranger = await Client(one => one with { Registration = ClientRegistration.Dynamic });
        var token = (await (await Client()).Tokens(visitor))["access_token"]!.ToString();

        Assert.Equal(NotActive, (await stranger.Introspect(token)).Body);
        Assert.NotEqual(NotActive, (await (await Client()).Introspect(token)).Body);
        Assert.NotEqual(NotActive, (await stranger.Introspect(
            (await stranger.Tokens(visitor))["access_token"]!.ToString())).Body);
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task The_user_s_name_is_told_with_the_scope_that_opens_it(string format)
    {
        var user = await Server.VerifiedUser(username: "lovelace");
        var visitor = new Visitor(Server);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SignIn(user.Email)).Status);
        var client = await Client(one => one with { SubjectType = "pairwise", AccessTokenFormat = format });

        var without = await client.Introspect((await client.Tokens(visitor, ("scope", "openid")))["access_token"]!.ToString());
        var with = await client.Introspect((await client.Tokens(visitor, ("scope", "openid profile")))["access_token"]!.ToString());

        Assert.DoesNotContain("lovelace", without.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(user.Id.ToString(), without.Body, StringComparison.Ordinal);
        Assert.Equal("lovelace", with.Text("username"));
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task What_is_revoked_while_its_user_is_suspended_stays_revoked(string format)
    {
        var (visitor, user) = await SignedInVisitor();
        var admin = await Server.Administrator();
        var client = await Client(one => one with { AccessTokenFormat = format });
        var (one, other) = (
            await client.Tokens(visitor, ("scope", "openid offline_access")),
            await client.Tokens(visitor, ("scope", "openid offline_access")));
        IsOk(await admin.Post($"/api/admin/users/{user.Id}/suspend"));

        IsOk(await client.Revoke(one["refresh_token"]!.ToString()));
        IsOk(await client.Revoke(other["access_token"]!.ToString()));
        IsOk(await admin.Post($"/api/admin/users/{user.Id}/activate"));

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(one["refresh_token"]!.ToString()));
        Assert.Equal(NotActive, (await client.Introspect(one["access_token"]!.ToString())).Body);
        Assert.Equal(NotActive, (await client.Introspect(other["access_token"]!.ToString())).Body);
        IsOk(await client.Refresh(other["refresh_token"]!.ToString()));
    }
}
