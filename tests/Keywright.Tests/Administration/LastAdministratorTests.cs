using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Administration;

public sealed class LastAdministratorOnSqlite() : LastAdministratorTests(new SqliteTestDatabase());

public sealed class LastAdministratorOnPostgres() : LastAdministratorTests(new PostgresTestDatabase());

/// <summary>Somebody is left who can administer, however many try at once.</summary>
public abstract class LastAdministratorTests(TestDatabase database) : ServerTests(database)
{
    private const string Users = "/api/admin/users";

    [Theory]
    [InlineData("DELETE", "/roles/admin")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/suspend")]
    [InlineData("POST", "/ban")]
    [InlineData("POST", "/lock")]
    public async Task The_last_administrator_stays_one(string method, string path)
    {
        var admin = await Server.Administrator();
        var suspended = await Server.Administrator();
        IsOk(await admin.Post($"{Users}/{suspended.Id}/suspend"));
        object? body = path == "/lock" ? new { reason = "x" } : null;

        Is(HttpStatusCode.Conflict, "last_administrator", await admin.Send(method, $"{Users}/{admin.Id}{path}", body));
        Is(HttpStatusCode.Conflict, "last_administrator", await admin.Delete("/user", new { password = KeywrightServer.Password }));

        IsOk(await admin.Get(Users));
        IsOk(await admin.Post($"{Users}/{suspended.Id}/activate"));
        Assert.InRange((int)(await admin.Send(method, $"{Users}/{admin.Id}{path}", body)).Status, 200, 204);
    }

    [Theory]
    [InlineData("DELETE", "/roles/admin")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/suspend")]
    [InlineData("POST", "/lock")]
    public async Task Of_two_who_remove_each_other_at_once_one_is_left(string method, string path)
    {
        for (var round = 0; round < 3; round++)
        {
            var (one, other) = (await Server.Administrator(), await Server.Administrator());
            object? body = path == "/lock" ? new { reason = "x" } : null;
            IsOk(await one.Get(Users));
            IsOk(await other.Get(Users));

            var answers = await Task.WhenAll(
                one.Send(method, $"{Users}/{other.Id}{path}", body), other.Send(method, $"{Users}/{one.Id}{path}", body));

            Assert.Single(answers, answer => (int)answer.Status < 300);
            var left = (int)answers[0].Status < 300 ? one : other;
            IsOk(await left.Get(Users));
            Assert.True(await Server.Roles().RevokeAsync(left.Id, "admin"));
        }
    }

    [Fact]
    public async Task Of_twenty_who_remove_one_another_at_once_one_is_left()
    {
        var admins = new List<SignedInUser>();
        for (var i = 0; i < 20; i++)
        {
            admins.Add(await Server.Administrator());
        }

        var answers = await Task.WhenAll(admins.Select((admin, i) =>
            admin.Send("DELETE", $"{Users}/{admins[(i + 1) % 20].Id}/roles/admin")));

        Assert.DoesNotContain(answers, answer => (int)answer.Status >= 500);
        var done = answers.Count(answer => answer.Status == HttpStatusCode.NoContent);
        var left = await Server.Rows(tx => tx.List(
            $"SELECT user_id FROM kw.user_roles AS ur JOIN kw.roles AS r ON r.id = ur.role_id WHERE r.name = 'admin'",
            row => row.Uuid("user_id")));
        Assert.Equal(20, done + left.Count);
        Assert.NotEmpty(left);
    }

    [Fact]
    public async Task Of_twenty_administrators_who_step_down_at_once_one_stays()
    {
        var admins = new List<SignedInUser>();
        for (var i = 0; i < 20; i++)
        {
            admins.Add(await Server.Administrator());
        }

        var answers = await Task.WhenAll(admins.Select((admin, i) => i % 2 == 0
            ? admin.Send("DELETE", $"{Users}/{admin.Id}/roles/admin")
            : admin.Delete("/user", new { password = KeywrightServer.Password })));

        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.NoContent));
        Assert.Single(answers, answer => answer is { Status: HttpStatusCode.Conflict, Code: "last_administrator" });
    }
}
