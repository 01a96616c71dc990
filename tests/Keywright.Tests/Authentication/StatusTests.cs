using System.Net;
using Keywright.Administration;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Tests.Support;
using Keywright.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Authentication;

public sealed class StatusOnSqlite() : StatusTests(new SqliteTestDatabase());

public sealed class StatusOnPostgres() : StatusTests(new PostgresTestDatabase());

/// <summary>The status of a user rules what is signed in already.</summary>
public abstract class StatusTests(TestDatabase database) : ServerTests(database)
{
    [Theory]
    [InlineData("suspended")]
    [InlineData("banned")]
    [InlineData("inactive")]
    public async Task A_user_who_is_not_active_is_refused_at_the_next_request_until_activated(string status)
    {
        var user = await Server.SignedInUser();
        var personal = await user.PersonalToken("*");
        IsOk(await user.Get("/user"));
        IsOk(await Server.Get("/user", personal));

        await Set(user, status);

        IsRevoked(await user.Get("/user"));
        IsRevoked(await Server.Get("/user", personal));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Server.Post("/refresh", new { refresh_token = user.RefreshToken }));
        Is(HttpStatusCode.Forbidden, "account_" + status, await Server.SignIn(user.Email));
        _ = await Server.Services.GetRequiredService<KeywrightUsers>().ActivateAsync(user.Id);
        IsOk(await user.Get("/user"));
        IsOk(await Server.Get("/user", personal));
        IsOk(await Server.SignIn(user.Email));
    }

    [Fact]
    public async Task A_deleted_user_is_refused_for_good()
    {
        var user = await Server.SignedInUser();
        var personal = await user.PersonalToken("*");
        IsOk(await Server.Get("/user", personal));
        var users = Server.Services.GetRequiredService<KeywrightUsers>();

        Assert.True(await users.DeleteAsync(user.Id));

        IsRevoked(await user.Get("/user"));
        IsRevoked(await Server.Get("/user", personal));
        Assert.Null(await users.ActivateAsync(user.Id));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(user.Email));
        Assert.False(await users.DeleteAsync(user.Id));
    }

    private async Task Set(SignedInUser user, string status)
    {
        var revocations = Server.Services.GetRequiredService<Revocations>();
        _ = await Server.Sql.Write(tx => UserStore.SetStatus(tx, revocations, new UserId(user.Id), UserWords.Status(status)));
    }
}
