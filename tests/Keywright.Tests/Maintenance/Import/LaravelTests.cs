using System.Net;
using System.Security.Cryptography;
using System.Text;
using Keywright.Maintenance.Transfer;
using Keywright.Tests.Support;

namespace Keywright.Tests.Maintenance.Import;

public sealed class LaravelOnSqlite() : LaravelTests(new SqliteTestDatabase());

public sealed class LaravelOnPostgres() : LaravelTests(new PostgresTestDatabase());

/// <summary>The users of a Laravel application and their Sanctum tokens, which go on working.</summary>
public abstract class LaravelTests(TestDatabase database) : ForeignTests(database)
{
    private const string Secret = "w8fHpQbVt3yq0ZsLJm2XkRc7dNe9uGaT5iPoKj4B1a2b3c4d";

    [Fact]
    public async Task Its_users_sign_in_and_their_tokens_go_on_working()
    {
        await using var application = await ForeignTestDatabase.With(Database.Dialect, Tables);
        var source = new ForeignSource(ForeignKind.Laravel) { DatabaseUrl = application.Url };
        var report = await Import(source);

        Assert.Equal((2, 0, 0), Count(report, "users"));
        Assert.Equal((2, 0, 1), Count(report, "personal_tokens"));
        Assert.Contains(Problems, problem => problem.Reason.Contains("column stripe_id is left out", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem.Reason.Contains("only users own tokens", StringComparison.Ordinal));
        Assert.Contains(Problems, problem => problem.Reason.Contains("abilities can't be kept", StringComparison.Ordinal));

        var me = await Server.Get("/user", "12|" + Secret);
        IsOk(me);
        Assert.Equal("taylor@example.com", me.Json["email"]!.GetValue<string>());
        IsOk(await Server.Get("/user", "12|" + Secret));
        _ = await SignsIn("taylor@example.com", "correct horse battery 9");

        Is(HttpStatusCode.Unauthorized, "token_expired", await Server.Get("/user", "13|" + Secret.ToLowerInvariant()));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", "12|" + Secret[..^1] + "x"));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", Secret));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", "x|" + Secret));

        report = await Import(source);
        Assert.Equal((0, 2, 0), Count(report, "users"));
        Assert.Equal((0, 2, 1), Count(report, "personal_tokens"));
    }

    [Fact]
    public async Task Such_a_token_ends_like_any_other()
    {
        await using var application = await ForeignTestDatabase.With(Database.Dialect, Tables);
        _ = await Import(new ForeignSource(ForeignKind.Laravel) { DatabaseUrl = application.Url });
        IsOk(await Server.Get("/user", "12|" + Secret));
        var owner = await Server.SignIn("taylor@example.com", "correct horse battery 9");
        var list = await Server.Get("/tokens", owner.Text("access_token"));
        var id = list.Json["data"]!.AsArray().Single(token => token!["name"]!.GetValue<string>() == "ci")!["id"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.NoContent, (await Server.Delete("/tokens/" + id, token: owner.Text("access_token"))).Status);

        IsRevoked(await Server.Get("/user", "12|" + Secret));
    }

    // A number before a token of ours would be a second spelling of it.
    [Fact]
    public async Task A_token_of_ours_has_no_second_spelling()
    {
        var user = await Server.SignedInUser();
        var token = await user.PersonalToken("*");

        IsOk(await Server.Get("/user", token));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", "1|" + token));
    }

    [Fact]
    public async Task Two_applications_that_number_alike_are_not_mixed_up()
    {
        await using var one = await ForeignTestDatabase.With(Database.Dialect, Tables);
        await using var two = await ForeignTestDatabase.With(Database.Dialect, Tables
            .Replace("taylor@", "nuno@", StringComparison.Ordinal).Replace("2024-01-01", "2025-01-01", StringComparison.Ordinal));
        _ = await Import(new ForeignSource(ForeignKind.Laravel) { DatabaseUrl = one.Url });

        Assert.Equal((0, 1, 1), Count(await Import(new ForeignSource(ForeignKind.Laravel) { DatabaseUrl = two.Url }), "users"));
        Assert.Contains(Problems, problem => problem.Reason.Contains("--source NAME", StringComparison.Ordinal));

        var named = new ForeignSource(ForeignKind.Laravel) { DatabaseUrl = two.Url, Name = "two" };
        Assert.Equal((1, 0, 1), Count(await Import(named), "users"));
    }

    private static string Tables => $"""
        CREATE TABLE users (id integer PRIMARY KEY, name text, email text, email_verified_at timestamp, password text, remember_token text,
            stripe_id text, created_at timestamp, updated_at timestamp);
        CREATE TABLE personal_access_tokens (id integer PRIMARY KEY, tokenable_type text, tokenable_id integer, name text, token text,
            abilities text, last_used_at timestamp, expires_at timestamp, created_at timestamp);
        INSERT INTO users VALUES (1, 'Taylor', 'taylor@example.com', '2024-01-01 10:00:00',
            '$2y$06$ealO6bka0VvAcz9rHhjbO.aPZWkx.ZFkScY2uyJU3eH73lwrktRLK', NULL, NULL, '2024-01-01 10:00:00', '2024-01-02 10:00:00');
        INSERT INTO users VALUES (2, 'Anna', 'anna@example.com', NULL, NULL, NULL, NULL, '2024-01-03 10:00:00', NULL);
        INSERT INTO personal_access_tokens VALUES (12, 'App\Models\User', 1, 'ci', '{Sha256(Secret)}', '["*"]', NULL, NULL,
            '2024-01-01 10:00:00');
        INSERT INTO personal_access_tokens VALUES (13, 'App\Models\User', 1, 'old', '{Sha256(Secret.ToLowerInvariant())}',
            '["server:read"]', NULL, '2024-06-01 10:00:00', '2024-01-01 10:00:00');
        INSERT INTO personal_access_tokens VALUES (14, 'App\Models\Team', 1, 'team', '{Sha256("x")}', '["*"]', NULL, NULL, NULL);
        INSERT INTO personal_access_tokens VALUES (15, 'App\Models\User', 1, 'odd', '{Sha256("y")}', '["do anything"]', NULL, NULL, NULL)
        """;

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
