using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Audit;

public sealed class SameUnitOnSqlite() : SameUnitTests(new SqliteTestDatabase());

public sealed class SameUnitOnPostgres() : SameUnitTests(new PostgresTestDatabase());

/// <summary>A change and its record are one: where the audit can't be written, nothing happens.</summary>
public abstract class SameUnitTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task Where_the_audit_can_not_be_written_nothing_happens()
    {
        var ada = await Server.SignedInUser();
        var before = await State();
        await Refuse();

        Answer[] answers =
        [
            await Server.Post("/register", new { email = "new@example.com", password = KeywrightServer.Password }),
            await Server.SignIn(ada.Email),
            await Server.Post("/refresh", new { refresh_token = ada.RefreshToken }),
            await ada.Send("PATCH", "/user", new { name = "Ada" }),
            await ada.Send("PUT", "/user/password", new
            {
                current_password = KeywrightServer.Password, password = "quite another horse 7",
            }),
            await ada.Post("/tokens", new { name = "x" }),
            await ada.Delete("/sessions"),
            await ada.Post("/logout"),
            await ada.Delete("/user", new { password = KeywrightServer.Password }),
        ];

        Assert.All(answers, answer =>
        {
            Is(HttpStatusCode.InternalServerError, answer.Code, answer);
            Assert.Empty(answer.Cookies);
            Assert.DoesNotContain("kw_", answer.Body, StringComparison.Ordinal);
        });
        Assert.Equal(before, await State());
        IsOk(await ada.Get("/user"));
    }

    private async Task<string> State()
    {
        var rows = await Dump.Of(Server, "users", "sessions", "devices", "personal_tokens", "audit_events");
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    private async Task Refuse()
    {
        if (Server.Database.Dialect == Keywright.Database.Dialect.Sqlite)
        {
            await Server.Change($"CREATE TRIGGER no_audit BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'full'); END");
        }
        else
        {
            await Server.Change($"ALTER TABLE kw.audit_events ADD CONSTRAINT no_audit CHECK (id IS NULL) NOT VALID");
        }
    }
}
