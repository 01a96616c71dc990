using System.Net;
using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Letters;

public sealed class NoticesOnSqlite() : NoticesTests(new SqliteTestDatabase());

public sealed class NoticesOnPostgres() : NoticesTests(new PostgresTestDatabase());

/// <summary>Owners are told what happens to their account.</summary>
public abstract class NoticesTests(TestDatabase database) : ServerTests(database)
{
    private const string New = "another fine passage 7";

    [Fact]
    public async Task Of_a_sign_in_from_a_new_device()
    {
        var ada = await Server.SignedInUser();
        IsOk(await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken));
        Assert.Equal(["Confirm your email address"], await Subjects(ada));

        IsOk(await Server.SignIn(ada.Email));

        Assert.Equal(["Confirm your email address", "New sign-in to your account"], await Subjects(ada));
        Assert.Contains("From: 203.0.113.7", (await Server.MailTo(ada.Email, "New sign-in")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_of_each_of_a_hundred_sign_ins_by_a_client_that_keeps_no_device()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        var ada = await limited.SignedInUser();
        for (var i = 0; i < 10; i++)
        {
            IsOk(await limited.SignIn(ada.Email));
        }

        _ = await limited.Deliver();
        Assert.Equal(3, limited.Mail.SubjectsTo(ada.Email).Count(subject => subject == "New sign-in to your account"));
    }

    [Fact]
    public async Task Of_a_changed_password()
    {
        var ada = await Server.SignedInUser();

        Is(HttpStatusCode.NoContent, await ada.Send(
            "PUT", "/user/password", new { current_password = KeywrightServer.Password, password = New }));
        Assert.Contains("Your password was changed", await Subjects(ada));

        _ = await Server.Services.GetRequiredService<KeywrightUsers>().SetPasswordAsync(ada.Id, "third fine passage 8");
        Assert.Equal(2, (await Subjects(ada)).Count(subject => subject == "Your password was changed"));
    }

    [Fact]
    public async Task Of_a_refresh_token_that_was_copied()
    {
        var ada = await Server.SignedInUser();
        IsOk(await Server.Post("/refresh", new { refresh_token = ada.RefreshToken }));
        Server.Wait(TimeSpan.FromMinutes(1));

        Is(HttpStatusCode.Unauthorized, "refresh_token_reused", await Server.Post("/refresh", new { refresh_token = ada.RefreshToken }));
        _ = await Server.Post("/refresh", new { refresh_token = ada.RefreshToken });

        Assert.Single(await Subjects(ada), "A session of yours was ended");
    }

    [Fact]
    public async Task Of_a_sign_in_that_guesses_locked_and_nobody_of_an_address_that_nobody_has()
    {
        var ada = await Server.SignedInUser();
        var costs = new List<int>();
        foreach (var email in new[] { "warm@example.com", ada.Email, "nobody@example.com" })
        {
            for (var i = 0; i < 4; i++)
            {
                _ = await Server.SignIn(email, "wrong password " + i);
            }

            var before = Server.Sql.Statements;
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(email, "wrong password 4"));
            costs.Add(Server.Sql.Statements - before);
        }

        Assert.Equal(costs[1], costs[2]);
        Assert.Contains("Sign-in to your account is paused", await Subjects(ada));
        Assert.All(Server.Mail.Sent, mail => Assert.Equal(ada.Email, mail.To));
    }

    [Fact]
    public async Task With_no_word_that_the_one_who_caused_them_chose()
    {
        var ada = await Server.SignedInUser();
        IsOk(await Server.Post("/login", new
        {
            email = ada.Email,
            password = KeywrightServer.Password,
            device_name = "Visit evil.example",
        }, null, ("User-Agent", "Mozilla/5.0 Visit evil.example")));

        _ = await Subjects(ada);

        Assert.All(Server.Mail.Sent, mail => Assert.DoesNotContain("evil", mail.Text + mail.Html, StringComparison.Ordinal));
    }

    private async Task<List<string>> Subjects(SignedInUser user)
    {
        _ = await Server.Deliver();
        return [.. Server.Mail.SubjectsTo(user.Email)];
    }
}
