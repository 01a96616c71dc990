using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Passwords;

public sealed class ForgotPasswordOnSqlite() : ForgotPasswordTests(new SqliteTestDatabase());

public sealed class ForgotPasswordOnPostgres() : ForgotPasswordTests(new PostgresTestDatabase());

/// <summary>POST /password/forgot: tells nothing, fills no mailbox, and mails to the owner's address only.</summary>
public abstract class ForgotPasswordTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task Whether_an_address_is_known_shows_neither_in_the_answer_nor_in_what_it_costs()
    {
        var ada = await Server.VerifiedUser();
        var (known, costOfKnown) = await Cost(() => Forgot(ada.Email));
        var (unknown, costOfUnknown) = await Cost(() => Forgot("nobody@example.com"));

        Is(HttpStatusCode.Accepted, known);
        Assert.Equal((known.Status, known.Body), (unknown.Status, unknown.Body));
        Assert.Equal(known.Headers.Keys.Order(), unknown.Headers.Keys.Order());
        Assert.Equal(costOfKnown, costOfUnknown);
        _ = await Server.Deliver();
        Assert.DoesNotContain(Server.Mail.Sent, mail => mail.To.StartsWith("nobody", StringComparison.Ordinal));
        var lengths = await Server.Rows(tx => tx.List(
            $"SELECT kind FROM kw.outbox WHERE status = 'pending' AND kind = 'reset_password'", row => row.Text("kind")));
        Assert.Empty(lengths);
    }

    [Fact]
    public async Task A_mailbox_gets_three_mails_an_hour_whether_or_not_it_exists()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        _ = await limited.SignedInUser("ada@example.com");
        Server.Wait(TimeSpan.FromHours(1));
        foreach (var email in new[] { "ada@example.com", "nobody@example.com" })
        {
            for (var i = 0; i < 3; i++)
            {
                var typed = i == 1 ? email.ToUpperInvariant() : email;
                Is(HttpStatusCode.Accepted, await limited.Post("/password/forgot", new { email = typed }));
            }

            var refused = await limited.Post("/password/forgot", new { email });
            Is(HttpStatusCode.TooManyRequests, "rate_limited", refused);
            Assert.Equal("3600", refused.Headers["Retry-After"]);
        }
    }

    [Fact]
    public async Task An_address_asks_for_twenty_mails_an_hour()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        for (var i = 0; i < 20; i++)
        {
            Is(HttpStatusCode.Accepted, await limited.Post("/password/forgot", new { email = $"user{i}@example.com" }));
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await limited.Post("/password/forgot", new { email = "user20@example.com" }));
        Is(HttpStatusCode.Accepted, await limited.Post(
            "/password/forgot", new { email = "user20@example.com" }, null, ("X-Test-Peer", "203.0.113.8")));
    }

    [Theory]
    [InlineData("ADA@EXAMPLE.COM")]
    [InlineData(" ada@bücher.example ")]
    public async Task The_link_goes_to_the_address_that_the_user_has_however_it_was_typed(string typed)
    {
        var own = typed.Contains('ü', StringComparison.Ordinal) ? "ada@xn--bcher-kva.example" : "ada@example.com";
        _ = await Server.SignedInUser(own);

        Is(HttpStatusCode.Accepted, await Forgot(typed));

        Assert.StartsWith("kw_pr_", await Server.LinkTo(own, "kw_pr_"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada@example.com\r\nBcc: eve@example.com")]
    [InlineData("ada@example.com,eve@example.com")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("nobody")]
    [InlineData(null)]
    public async Task What_is_no_address_is_refused_and_mails_nothing(string? email)
    {
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Forgot(email));
        Assert.Equal(0, await Server.Deliver());
    }

    [Fact]
    public async Task An_address_of_five_thousand_characters_is_refused() =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Forgot(new string('a', 5000) + "@example.com"));

    [Fact]
    public async Task The_link_leads_to_the_configured_address_whatever_the_host_field_says()
    {
        var ada = await Server.SignedInUser();

        Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = ada.Email }, null, ("Host", "evil.example")));

        var mail = await Server.MailTo(ada.Email, "kw_pr_");
        Assert.Contains("http://127.0.0.1:5080/reset-password?token=kw_pr_", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail.Text + mail.Html, StringComparison.Ordinal);
    }

    private async Task<(Answer Answer, int Statements)> Cost(Func<Task<Answer>> call)
    {
        var before = Server.Sql.Statements;
        var answer = await call();
        return (answer, Server.Sql.Statements - before);
    }

    private Task<Answer> Forgot(string? email) => Server.Post("/password/forgot", new { email });
}
