using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.TwoFactor;

public sealed class LostPasswordOnSqlite() : LostPasswordTests(new SqliteTestDatabase());

public sealed class LostPasswordOnPostgres() : LostPasswordTests(new PostgresTestDatabase());

/// <summary>Who reads the mail has one factor, not two (OWASP ASVS 5.0, 6.4.3).</summary>
public abstract class LostPasswordTests(TestDatabase database) : ServerTests(database)
{
    private const string New = "another fine passage 7";

    [Fact]
    public async Task A_reset_signs_nobody_in_and_the_second_factor_is_still_asked_for()
    {
        var ada = await Server.VerifiedUser();
        var app = await Authenticator.SetUp(Server, ada);
        Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = ada.Email }));

        var reset = await Server.Post("/password/reset", new { token = await Server.LinkTo(ada.Email, "kw_pr_"), password = New });

        Is(HttpStatusCode.NoContent, reset);
        Assert.DoesNotContain(reset.Cookies, cookie => cookie.StartsWith("keywright=", StringComparison.Ordinal));
        var asked = await Server.SignIn(ada.Email, New);
        Assert.Null(asked.Json["access_token"]);
        var challenge = Authenticator.Challenge(asked);
        Is(HttpStatusCode.Unauthorized, "invalid_code", await Answer(challenge, app.WrongCode()));
        IsOk(await Answer(challenge, app.Code()));
    }

    private Task<Answer> Answer(string challenge, string code) => Server.Post("/two-factor/challenge", new { challenge, code });
}
