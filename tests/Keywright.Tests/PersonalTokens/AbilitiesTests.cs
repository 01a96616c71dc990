using System.Globalization;
using System.Net;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Keywright.Tests.PersonalTokens;

public sealed class AbilitiesOnSqlite() : AbilitiesTests(new SqliteTestDatabase());

public sealed class AbilitiesOnPostgres() : AbilitiesTests(new PostgresTestDatabase());

public abstract class AbilitiesTests(TestDatabase database) : ServerTests(database)
{
    internal override KeywrightServer Make() => new(Database, Configure)
    {
        Host = app =>
        {
            _ = app.MapGet("/read", () => "ok").RequireAbility("posts:read");
            _ = app.MapGet("/both", () => "ok").RequireAbility("posts:read", "posts:write");
            _ = app.MapGet("/any", () => "ok").RequireAnyAbility("posts:read", "posts:write");
            _ = app.MapGet("/admin", () => "ok").RequireAbility("keywright:users:read");
        },
    };

    [Theory]
    [InlineData("posts:read", "/read")]
    [InlineData("posts:*", "/read /both /any")]
    [InlineData("posts:write", "/any")]
    [InlineData("posts:read posts:write", "/read /both /any")]
    [InlineData("posts:readx", "")]
    [InlineData("*", "/read /both /any")]
    [InlineData("keywright:*", "/admin")]
    [InlineData("keywright:users:*", "/admin")]
    [InlineData("", "")]
    public async Task A_token_may_do_what_its_abilities_cover(string abilities, string open)
    {
        var token = await (await Server.SignedInUser()).PersonalToken(abilities.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var expected = open == "/read" ? ["/read", "/any"] : open.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        foreach (var path in new[] { "/read", "/both", "/any", "/admin" })
        {
            var answer = await Server.Get("~" + path, token);
            if (expected.Contains(path))
            {
                Assert.Equal(HttpStatusCode.OK, answer.Status);
            }
            else
            {
                Is(HttpStatusCode.Forbidden, "ability_required", answer);
            }
        }
    }

    [Theory]
    [InlineData("posts write")]
    [InlineData("posts*")]
    [InlineData("*:read")]
    [InlineData("posts:**")]
    [InlineData("")]
    [InlineData("pösts:read")]
    [InlineData(null)]
    [InlineData("a\u0000")]
    public async Task What_is_no_ability_is_refused(string? ability)
    {
        var user = await Server.SignedInUser();

        var answer = await user.Post("/tokens", new { name = "t", abilities = new[] { "posts:read", ability } });

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Equal(["abilities"], answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("posts:read", true)]
    [InlineData("posts:*", true)]
    [InlineData("*", true)]
    [InlineData("mail:send:now", true)]
    [InlineData("posts:delete", false)]
    [InlineData("keywright:*", false)]
    [InlineData("keywright:users:read", false)]
    public async Task With_known_abilities_others_are_refused(string ability, bool isAccepted)
    {
        await using var server = await new KeywrightServer(Database, options =>
        {
            options.PersonalTokens.KnownAbilities.Add("posts:read");
            options.PersonalTokens.KnownAbilities.Add("mail:*");
        })
        {
            IsSecondNode = true,
        }.Start();

        var user = await server.SignedInUser("known@example.com");
        var answer = await user.Post("/tokens", new { name = "t", abilities = new[] { ability } });

        Assert.Equal(isAccepted ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity, answer.Status);
    }

    [Fact]
    public async Task A_token_whose_maker_says_nothing_gets_the_default_abilities_and_lifetime()
    {
        var user = await Server.SignedInUser();

        var token = (await user.Post("/tokens", new { name = "t" })).Json["personal_access_token"]!;

        Assert.Equal("""["posts:read","feed:*"]""", token["abilities"]!.ToJsonString());
        Assert.Equal(Database.Clock.GetUtcNow() + TimeSpan.FromDays(7), token["expires_at"]!.GetValue<DateTimeOffset>());
        var none = (await user.Post("/tokens", new { name = "t", abilities = Array.Empty<string>() })).Json["personal_access_token"]!;
        Assert.Equal("[]", none["abilities"]!.ToJsonString());
    }

    [Fact]
    public async Task A_token_works_until_its_expiry_and_not_a_tick_longer()
    {
        var user = await Server.SignedInUser();
        var end = Database.Clock.GetUtcNow() + TimeSpan.FromSeconds(20);
        var text = (await user.Post("/tokens", new { name = "t", expires_at = end })).Text("token");
        Server.Wait(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        IsOk(await Server.Get("/user", text));

        Server.Wait(TimeSpan.FromTicks(1));

        Is(HttpStatusCode.Unauthorized, "token_expired", await Server.Get("/user", text));
        Assert.Empty((await user.Get("/tokens")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_token_that_would_have_expired_is_not_made()
    {
        var user = await Server.SignedInUser();
        var now = Database.Clock.GetUtcNow();

        foreach (var end in new[] { now, now - TimeSpan.FromDays(1), now + TimeSpan.FromTicks(5_000) })
        {
            Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await user.Post("/tokens", new { name = "t", expires_at = end }));
        }

        Is(HttpStatusCode.Created, await user.Post("/tokens", new { name = "t", expires_at = now + TimeSpan.FromMilliseconds(1) }));
        var never = DateTimeOffset.MaxValue.ToString("o", CultureInfo.InvariantCulture);
        Is(HttpStatusCode.Created, await user.Post("/tokens", new { name = "t", expires_at = never }));
    }

    [Theory]
    [InlineData(""" {"name":"t","expires_at":"9999-12-31T23:59:59-14:00"} """)]
    [InlineData(""" {"name":"t","expires_at":"2026-12-01"} """)]
    [InlineData(""" {"name":"t","expires_at":12} """)]
    [InlineData(""" {"name":"t","abilities":"*"} """)]
    [InlineData(""" {"name":"\ud800"} """)]
    public async Task A_body_of_wrong_types_is_malformed(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        Is(HttpStatusCode.BadRequest, "malformed_request", await (await Server.SignedInUser()).Post("/tokens", content));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("a\u0000b")]
    [InlineData("a\nb")]
    public async Task A_token_needs_a_name_that_can_be_shown(string? name) =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await (await Server.SignedInUser()).Post("/tokens", new { name }));

    private static void Configure(KeywrightOptions options)
    {
        options.PersonalTokens.DefaultAbilities.Clear();
        options.PersonalTokens.DefaultAbilities.Add("posts:read");
        options.PersonalTokens.DefaultAbilities.Add("feed:*");
        options.PersonalTokens.Lifetime = TimeSpan.FromDays(7);
    }
}
