using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.SignUp;

public sealed class VerificationRequiredOnSqlite() : VerificationRequiredTests(new SqliteTestDatabase());

public sealed class VerificationRequiredOnPostgres() : VerificationRequiredTests(new PostgresTestDatabase());

/// <summary>
/// Email:RequireVerified and Registration:HideExisting: nobody is let in, and nothing is told, before the mailbox is proven.
/// </summary>
public abstract class VerificationRequiredTests(TestDatabase database) : ServerTests(database)
{
    private const string Ada = "ada@example.com";
    private const string Other = "other fine passage 3";

    internal override KeywrightServer Make() => new(Database, options => options.Email.RequireVerified = true);

    [Fact]
    public async Task A_registration_is_completed_by_mail()
    {
        var registered = await Register(Server, Ada);
        Is(HttpStatusCode.Accepted, registered);
        Assert.Equal("""{"status":"verification_required"}""", registered.Body);
        Assert.Empty(registered.Cookies);
        Is(HttpStatusCode.Forbidden, "email_unverified", await Server.SignIn(Ada));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(Ada, "wrong password 1"));

        IsOk(await Server.Post("/email/verify", new { token = await Server.LinkTo(Ada), password = KeywrightServer.Password }));

        IsOk(await Server.SignIn(Ada));
    }

    [Fact]
    public async Task A_sign_in_that_was_refused_for_it_leaves_no_trace_of_a_sign_in()
    {
        _ = await Register(Server, Ada);
        for (var i = 0; i < 10; i++)
        {
            Is(HttpStatusCode.Forbidden, "email_unverified", await Server.SignIn(Ada));
        }

        Assert.Equal([(true, 0)], await Server.Rows(tx => tx.List(
            $"SELECT last_login_at, failed_login_attempts FROM kw.users",
            row => (row.IsNull("last_login_at"), row.Int("failed_login_attempts")))));
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT id FROM kw.sessions", row => row.Uuid("id"))));
    }

    [Fact]
    public async Task An_address_that_is_registered_answers_and_costs_the_same_and_only_its_mailbox_learns_it()
    {
        _ = await Register(Server, "warm@example.com");
        var fresh = await Cost(() => Register(Server, Ada));
        IsOk(await Server.Post("/email/verify", new { token = await Server.LinkTo(Ada), password = KeywrightServer.Password }));
        var known = await Cost(() => Register(Server, Ada, Other));

        Assert.Equal((fresh.Answer.Status, fresh.Answer.Body), (known.Answer.Status, known.Answer.Body));
        Assert.Equal(fresh.Answer.Headers.Keys.Order(), known.Answer.Headers.Keys.Order());
        Assert.Equal(fresh.Statements, known.Statements);
        Assert.Equal("You have an account already", (await Server.MailTo(Ada)).Subject);
        IsOk(await Server.SignIn(Ada));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(Ada, Other));
    }

    [Fact]
    public async Task Who_registers_again_before_verifying_gets_the_link_again_and_the_first_password_stays()
    {
        _ = await Register(Server, Ada);
        _ = await Server.Deliver();
        Is(HttpStatusCode.Accepted, await Register(Server, Ada, Other));

        var link = await Server.LinkTo(Ada);
        Is(HttpStatusCode.Conflict, "proof_required", await Server.Post("/email/verify", new { token = link, password = Other }));
        IsOk(await Server.Post("/email/verify", new { token = link, new_password = Other }));
        IsOk(await Server.SignIn(Ada, Other));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(Ada));
    }

    [Fact]
    public async Task A_taken_username_says_nothing_about_the_address()
    {
        _ = await Server.Post("/register", new { email = Ada, username = "ada", password = KeywrightServer.Password });

        foreach (var email in new[] { Ada, "nobody@example.com" })
        {
            Is(HttpStatusCode.Conflict, "username_taken",
                await Server.Post("/register", new { email, username = "ADA", password = KeywrightServer.Password }));
        }
    }

    [Fact]
    public async Task Of_twenty_registrations_at_once_all_answer_the_same_and_one_user_is_made()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Register(Server, Ada)));

        Assert.All(answers, answer => Is(HttpStatusCode.Accepted, answer));
        _ = Assert.Single(await Server.Rows(tx => tx.List($"SELECT id FROM kw.users", row => row.Uuid("id"))));
    }

    [Fact]
    public async Task Registrations_fill_no_mailbox()
    {
        await using var limited = await Another(options =>
        {
            options.Email.RequireVerified = true;
            options.RateLimiting.Enabled = true;
        });
        for (var i = 0; i < 3; i++)
        {
            Is(HttpStatusCode.Accepted, await Register(limited, Ada));
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await Register(limited, Ada));
    }

    [Fact]
    public async Task Hidden_the_password_of_a_registration_tells_nobody_whether_the_address_was_new()
    {
        await using var hidden = await Another(options => options.Registration.HideExisting = true);
        _ = await hidden.Post("/register", new { email = "bob@example.com", password = Other });
        IsOk(await hidden.Post("/email/verify", new { token = await hidden.LinkTo("bob@example.com"), password = Other }));
        Is(HttpStatusCode.Accepted, await Register(hidden, Ada));
        Is(HttpStatusCode.Accepted, await Register(hidden, "bob@example.com"));

        var (fresh, known) = (await Cost(hidden, () => hidden.SignIn(Ada)), await Cost(hidden, () => hidden.SignIn("bob@example.com")));

        Is(HttpStatusCode.Unauthorized, "invalid_credentials", fresh.Answer);
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", known.Answer);
        Assert.Equal(fresh.Statements, known.Statements);
        IsOk(await hidden.Post("/email/verify", new { token = await hidden.LinkTo(Ada), password = KeywrightServer.Password }));
        IsOk(await hidden.SignIn(Ada));
    }

    [Fact]
    public async Task Hidden_no_username_is_reserved_with_an_address()
    {
        await using var hidden = await Another(options => options.Registration.HideExisting = true);

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await hidden.Post("/register", new { email = Ada, username = "ada", password = KeywrightServer.Password }));
    }

    private static Task<Answer> Register(KeywrightServer server, string email, string password = KeywrightServer.Password) =>
        server.Post("/register", new { email, password });

    private Task<(Answer Answer, int Statements)> Cost(Func<Task<Answer>> call) => Cost(Server, call);

    private static async Task<(Answer Answer, int Statements)> Cost(KeywrightServer server, Func<Task<Answer>> call)
    {
        var before = server.Sql.Statements;
        var answer = await call();
        return (answer, server.Sql.Statements - before);
    }
}
