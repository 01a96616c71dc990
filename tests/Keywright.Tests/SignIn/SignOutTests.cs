using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.SignIn;

public sealed class SignOutOnSqlite() : SignOutTests(new SqliteTestDatabase());

public sealed class SignOutOnPostgres() : SignOutTests(new PostgresTestDatabase());

public abstract class SignOutTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task The_session_that_signs_out_ends_alone()
    {
        var ada = await Server.SignedInUser();
        var other = (await Server.SignIn(ada.Email)).Text("access_token");

        Is(HttpStatusCode.NoContent, await ada.Post("/logout"));

        IsRevoked(await ada.Get("/user"));
        IsRevoked(await ada.Post("/logout"));
        IsOk(await Server.Get("/user", other));
        Assert.Single(await Server.AuditTypes(), "logout");
    }

    [Fact]
    public async Task A_personal_token_that_signs_out_is_revoked_and_no_session_ends()
    {
        var ada = await Server.SignedInUser();
        var token = await ada.PersonalToken("*");

        Is(HttpStatusCode.NoContent, await Server.Post("/logout", null, token));

        IsRevoked(await Server.Get("/user", token));
        IsOk(await ada.Get("/user"));
    }

    [Fact]
    public async Task Nobody_can_not_sign_out() => Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Post("/logout"));
}
