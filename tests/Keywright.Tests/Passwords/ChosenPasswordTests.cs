using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Passwords;

public sealed class ChosenPasswordOnSqlite() : ChosenPasswordTests(new SqliteTestDatabase());

public sealed class ChosenPasswordOnPostgres() : ChosenPasswordTests(new PostgresTestDatabase());

/// <summary>What becomes of a password that somebody chose (OWASP ASVS 5.0, 6.2).</summary>
public abstract class ChosenPasswordTests(TestDatabase database) : ServerTests(database)
{
    private const string Breached = "violet harmonica 71";

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task A_breached_one_is_refused_wherever_one_is_chosen()
    {
        var ada = await Server.VerifiedUser();

        IsRefused(await Server.Post("/register", new { email = "eve@example.com", password = Breached }));
        IsRefused(await ada.Send("PUT", "/user/password", new { current_password = KeywrightServer.Password, password = Breached }));
        Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = ada.Email }));
        var link = await Server.LinkTo(ada.Email, "kw_pr_");
        IsRefused(await Server.Post("/password/reset", new { token = link, password = Breached.ToUpperInvariant() }));
        IsOk(await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task It_works_for_years_until_its_owner_changes_it()
    {
        var ada = await Server.SignedInUser();

        Server.Wait(TimeSpan.FromDays(3650));

        IsOk(await Server.SignIn(ada.Email));
    }

    [Theory]
    [InlineData("Violet Harbor, 93 kites! ")]
    [InlineData("nothing but small letters and blanks here")]
    [InlineData("seventy-two characters and more, which is where bcrypt would cut them off: ends here")]
    public async Task It_is_taken_as_it_was_typed(string password)
    {
        Is(HttpStatusCode.Created, await Server.Post("/register", new { email = "ada@example.com", password }));

        IsOk(await Server.SignIn("ada@example.com", password));
        foreach (var other in (string[])[password[..^1], password + " ", password.ToLowerInvariant() + "\u00a0", Flipped(password)])
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn("ada@example.com", other));
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    internal override KeywrightServer Make()
    {
        File.WriteAllLines(_directory.File("breached"), [Breached]);
        return new(Database, options => options.Passwords.RefusedFile = _directory.File("breached"));
    }

    private static string Flipped(string password) =>
        string.Concat(password.Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));

    private static void IsRefused(Answer answer)
    {
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Contains("first that an attacker tries", answer.Json["errors"]!["password"]!.ToJsonString(), StringComparison.Ordinal);
    }
}
