using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Administration;

public sealed class TakenOnSqlite() : TakenTests(new SqliteTestDatabase());

public sealed class TakenOnPostgres() : TakenTests(new PostgresTestDatabase());

/// <summary>One address or username that many want at once, by every way there is, is one user's, and the others are told so.</summary>
public abstract class TakenTests(TestDatabase database) : ServerTests(database)
{
    private const string Users = "/api/admin/users";

    [Fact]
    public async Task Of_twenty_who_want_one_address_at_once_one_gets_it()
    {
        var (one, other) = (await Server.Administrator(), await Server.Administrator());
        for (var round = 0; round < 4; round++)
        {
            var email = $"wanted{round}@example.com";
            var users = new List<SignedInUser>();
            var links = new List<string>();
            for (var i = 0; i < 14; i++)
            {
                users.Add(await Server.SignedInUser());
            }

            foreach (var user in users.Take(4))
            {
                Is(HttpStatusCode.Accepted, await user.Send(
                    "PUT", "/user/email", new { email, password = KeywrightServer.Password }));
                links.Add(await Server.LinkTo(email));
            }

            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
                i < 4 ? users[i].Post("/email/verify", new { token = links[i] })
                : i < 14 ? (i % 2 == 0 ? one : other).Send("PATCH", $"{Users}/{users[i].Id}", new { email })
                : i < 17 ? one.Post(Users, new { email, password = KeywrightServer.Password })
                : Server.Post("/register", new { email, password = KeywrightServer.Password })));

            Assert.Single(answers, answer => (int)answer.Status < 300);
            Assert.All(answers.Where(answer => (int)answer.Status >= 300), answer => Is(HttpStatusCode.Conflict, "email_taken", answer));
            Assert.Single(await Emails(), found => found == email);
        }
    }

    [Fact]
    public async Task Of_twenty_who_want_one_username_at_once_one_gets_it()
    {
        var (one, other) = (await Server.Administrator(), await Server.Administrator());
        for (var round = 0; round < 4; round++)
        {
            var username = $"wanted{round}";
            var users = new List<SignedInUser>();
            for (var i = 0; i < 15; i++)
            {
                users.Add(await Server.SignedInUser());
            }

            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
                i < 7 ? users[i].Send("PATCH", "/user", new { username })
                : i < 15 ? (i % 2 == 0 ? one : other).Send(
                    "PATCH", $"{Users}/{users[i].Id}", new { username, email = $"new{round}.{i}@example.com" })
                : Server.Post("/register", new { email = $"r{round}.{i}@example.com", username, password = KeywrightServer.Password })));

            Assert.Single(answers, answer => (int)answer.Status < 300);
            Assert.All(
                answers.Where(answer => (int)answer.Status >= 300), answer => Is(HttpStatusCode.Conflict, "username_taken", answer));
        }
    }

    [Fact]
    public async Task Two_who_swap_at_once_end_with_two_addresses()
    {
        var (one, other) = (await Server.Administrator(), await Server.Administrator());
        var (ada, bob) = (await Server.SignedInUser(), await Server.SignedInUser());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : other).Send(
            "PATCH", $"{Users}/{(i % 4 < 2 ? ada : bob).Id}", new { email = i % 3 == 0 ? ada.Email : bob.Email, username = $"u{i % 3}" })));

        Assert.DoesNotContain(answers, answer => (int)answer.Status >= 500);
        var emails = await Emails();
        Assert.Equal(emails.Count, emails.Distinct().Count());
    }

    private Task<List<string>> Emails() => Server.Rows(tx => tx.List(
        $"SELECT email_normal FROM kw.users WHERE email_normal IS NOT NULL", row => row.Text("email_normal")));
}
