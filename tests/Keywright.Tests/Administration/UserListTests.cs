using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Administration;

public sealed class UserListOnSqlite() : UserListTests(new SqliteTestDatabase());

public sealed class UserListOnPostgres() : UserListTests(new PostgresTestDatabase());

public abstract class UserListTests(TestDatabase database) : ServerTests(database)
{
    private const string Users = "/api/admin/users";

    [Theory]
    [InlineData("ADA@ex", "ada")]
    [InlineData("ada@ex*", "ada")]
    [InlineData("ADA*", "ada")]
    [InlineData("lovelace", "ada")]
    [InlineData("lovelace*", "")]
    [InlineData("countess", "ada")]
    [InlineData("COUNT*", "ada")]
    [InlineData("King*", "ada")]
    [InlineData("%", "")]
    [InlineData("_", "")]
    [InlineData("\\", "")]
    [InlineData("100%*", "")]
    [InlineData("a'; DROP TABLE users", "")]
    [InlineData("a%00", "")]
    [InlineData("example.com*", "")]
    [InlineData("b.b@*", "bob")]
    public async Task Users_are_found_by_a_part_or_the_beginning_of_address_username_or_name(string q, string found)
    {
        var admin = await Server.UserWith("admin");
        var ada = await Server.SignedInUser("Ada@Example.com", "Countess");
        IsOk(await ada.Send("PATCH", "/user", new { name = "King Lovelace" }));
        var bob = await Server.SignedInUser("b.b@example.com");

        var answer = await admin.Get($"{Users}?q={(q.Contains("%00", StringComparison.Ordinal) ? q : Uri.EscapeDataString(q))}");

        IsOk(answer);
        Guid[] expected = found switch { "ada" => [ada.Id], "bob" => [bob.Id], _ => [] };
        Assert.Equal(expected, answer.Ids());
    }

    [Fact]
    public async Task Lists_come_in_pages_and_narrow_by_status_and_role()
    {
        var admin = await Server.Administrator();
        var users = new List<SignedInUser> { admin };
        for (var i = 0; i < 4; i++)
        {
            Server.Wait(TimeSpan.FromMilliseconds(1));
            users.Add(await Server.UserWith(i % 2 == 0 ? ["moderator"] : []));
        }

        IsOk(await admin.Post($"{Users}/{users[1].Id}/suspend"));

        Assert.Equal(users.Select(user => user.Id), await All(admin, "?limit=2"));
        Assert.Equal([users[1].Id, users[3].Id], await All(admin, "?role=moderator&limit=1"));
        Assert.Equal([users[3].Id], await All(admin, "?role=moderator&status=active&limit=1"));
        Assert.Equal([users[1].Id], await All(admin, "?status=suspended"));
        Assert.Equal(users.Select(user => user.Id), await All(admin, "?role=user&limit=2"));
        Assert.Empty(await All(admin, "?role=nobody"));
        var first = (await admin.Get(Users + "?limit=1")).Json["data"]![0]!;
        Assert.Equal(["admin", "user"], first["roles"]!.AsArray().Select(role => (string?)role));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=x")]
    [InlineData("?cursor=x")]
    [InlineData("?cursor=AAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("?cursor=0199a000-0000-7000-8000-000000000000")]
    [InlineData("?status=asleep")]
    [InlineData("?status=Active")]
    public async Task What_no_list_gave_out_is_refused(string query) =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await (await Server.Administrator()).Get(Users + query));

    [Fact]
    public async Task A_list_costs_two_statements_however_long_it_is()
    {
        var admin = await Server.Administrator();
        for (var i = 0; i < 5; i++)
        {
            _ = await Server.SignedInUser();
        }

        IsOk(await admin.Get(Users));
        var before = Server.Sql.Statements;

        IsOk(await admin.Get(Users));

        Assert.Equal(2, Server.Sql.Statements - before);
    }

    private static async Task<List<Guid>> All(SignedInUser admin, string query)
    {
        var all = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await admin.Get(Users + query + (cursor is null ? "" : "&cursor=" + cursor));
            IsOk(page);
            all.AddRange(page.Ids());
            cursor = (string?)page.Json["next_cursor"];
        }
        while (cursor is not null);
        return all;
    }
}
