using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.PersonalTokens;

public sealed class PersonalTokensOnSqlite() : PersonalTokensTests(new SqliteTestDatabase());

public sealed class PersonalTokensOnPostgres() : PersonalTokensTests(new PostgresTestDatabase());

public abstract class PersonalTokensTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_a_hash()
    {
        var user = await Server.SignedInUser();

        var created = await user.Post("/tokens", new { name = " ci ", abilities = Enumerable.Repeat("posts:read", 2) });

        Is(HttpStatusCode.Created, created);
        Assert.Equal("no-store", created.Headers["Cache-Control"]);
        var text = created.Text("token");
        Assert.StartsWith("kw_pat_", text, StringComparison.Ordinal);
        var listed = await user.Get("/tokens");
        Assert.DoesNotContain(text, listed.Body, StringComparison.Ordinal);
        var token = listed.Json["data"]!.AsArray().Single()!;
        Assert.Equal(created.Json["personal_access_token"]!.ToJsonString(), token.ToJsonString());
        Assert.Equal(
            ["id", "name", "abilities", "last_used_at", "last_used_ip", "expires_at", "created_at"],
            token.AsObject().Select(member => member.Key));
        Assert.Equal("ci", token["name"]!.GetValue<string>());
        Assert.Equal("""["posts:read"]""", token["abilities"]!.ToJsonString());
        Assert.Equal([32], await Server.Rows(tx => tx.List(
            $"SELECT token_hash FROM kw.personal_tokens", row => row.Bytes("token_hash").Length)));
    }

    [Fact]
    public async Task A_list_is_paged_newest_first_by_a_cursor()
    {
        var user = await Server.SignedInUser();
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.Created, await user.Post("/tokens", new { name = "t" + i }));
            Server.Wait(TimeSpan.FromMilliseconds(2));
        }

        var names = new List<string>();
        var cursor = "";
        do
        {
            var page = (await user.Get("/tokens?limit=2" + cursor)).Json;
            names.AddRange(page["data"]!.AsArray().Select(token => token!["name"]!.GetValue<string>()));
            cursor = page["next_cursor"] is { } next ? "&cursor=" + next.GetValue<string>() : null;
        }
        while (cursor is not null);

        Assert.Equal(["t4", "t3", "t2", "t1", "t0"], names);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=-1")]
    [InlineData("?cursor=junk")]
    public async Task A_page_that_makes_no_sense_is_refused(string query) =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await (await Server.SignedInUser()).Get("/tokens" + query));

    [Fact]
    public async Task A_revoked_token_stops_at_once_and_leaves_the_list()
    {
        var user = await Server.SignedInUser();
        var text = await user.PersonalToken("*");
        IsOk(await Server.Get("/user", text));
        var id = (await user.Get("/tokens")).Json["data"]![0]!["id"]!.GetValue<string>();

        Is(HttpStatusCode.NoContent, await user.Delete("/tokens/" + id));

        IsRevoked(await Server.Get("/user", text));
        Assert.Empty((await user.Get("/tokens")).Json["data"]!.AsArray());
        Is(HttpStatusCode.NotFound, "not_found", await user.Delete("/tokens/" + id));
    }

    [Fact]
    public async Task Of_twenty_revocations_at_once_one_succeeds()
    {
        var user = await Server.SignedInUser();
        await user.PersonalToken("*");
        var id = (await user.Get("/tokens")).Json["data"]![0]!["id"]!.GetValue<string>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => user.Delete("/tokens/" + id)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
        Assert.Single(await Server.AuditTypes(), "token_revoked");
    }

    [Fact]
    public async Task A_token_of_somebody_else_is_as_unknown_as_none()
    {
        var owner = await Server.SignedInUser();
        var text = await owner.PersonalToken("*");
        var id = (await owner.Get("/tokens")).Json["data"]![0]!["id"]!.GetValue<string>();
        var stranger = await Server.SignedInUser();

        var foreign = await stranger.Delete("/tokens/" + id);
        var none = await stranger.Delete("/tokens/" + Guid.Empty);

        Is(HttpStatusCode.NotFound, "not_found", foreign);
        Assert.Equal(WithoutTrace(none), WithoutTrace(foreign));
        Is(HttpStatusCode.NotFound, "not_found", await stranger.Delete("/tokens/not-an-id"));
        Assert.Empty((await stranger.Get("/tokens")).Json["data"]!.AsArray());
        IsOk(await Server.Get("/user", text));
    }

    [Fact]
    public async Task A_token_can_neither_mint_nor_list_nor_revoke_tokens()
    {
        var user = await Server.SignedInUser();
        var text = await user.PersonalToken("*", "keywright:*");
        var id = (await user.Get("/tokens")).Json["data"]![0]!["id"]!.GetValue<string>();

        Is(HttpStatusCode.Forbidden, "session_required", await Server.Post("/tokens", new { name = "more" }, text));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Get("/tokens", text));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Delete("/tokens/" + id, null, text));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Get("/sessions", text));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Delete("/sessions", null, text));
    }

    [Fact]
    public async Task Minting_asks_for_the_password_again_after_fifteen_minutes()
    {
        var user = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.Created, await user.Post("/tokens", new { name = "just in time" }));
        Server.Wait(TimeSpan.FromMilliseconds(1));
        var access = await Refreshed(user);

        Is(HttpStatusCode.Forbidden, "password_confirmation_required", await Server.Post("/tokens", new { name = "late" }, access));
        Is(HttpStatusCode.NoContent, await Server.Post("/password/confirm", new { password = KeywrightServer.Password }, access));
        Is(HttpStatusCode.Created, await Server.Post("/tokens", new { name = "now" }, access));
    }

    [Fact]
    public async Task Signing_out_with_a_token_revokes_it_and_no_session()
    {
        var user = await Server.SignedInUser();
        var text = await user.PersonalToken("*");

        Is(HttpStatusCode.NoContent, await Server.Post("/logout", null, text));

        IsRevoked(await Server.Get("/user", text));
        IsOk(await user.Get("/user"));
    }

    private async Task<string> Refreshed(SignedInUser user)
    {
        var answer = await Server.Post("/refresh", new { refresh_token = user.RefreshToken });
        IsOk(answer);
        return answer.Text("access_token");
    }

    private static string WithoutTrace(Answer answer)
    {
        var json = answer.Json;
        json.Remove("trace_id");
        return json.ToJsonString();
    }
}
