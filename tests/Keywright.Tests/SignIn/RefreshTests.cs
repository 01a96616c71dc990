using System.Net;
using System.Text;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.SignIn;

public sealed class RefreshOnSqlite() : RefreshTests(new SqliteTestDatabase());

public sealed class RefreshOnPostgres() : RefreshTests(new PostgresTestDatabase());

/// <summary>A session is a family of refresh tokens: one works, and a copy of an old one ends them all.</summary>
public abstract class RefreshTests(TestDatabase database) : ServerTests(database)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly string[] Members =
        ["status", "token_type", "access_token", "expires_in", "refresh_token", "refresh_expires_in", "session_id", "user"];

    [Fact]
    public async Task A_refresh_token_gives_new_tokens_of_the_same_session()
    {
        var ada = await Server.SignedInUser();

        var answer = await Refresh(ada.RefreshToken);

        IsOk(answer);
        Assert.Equal(Members, answer.Json.Select(member => member.Key));
        Assert.Equal(ada.SessionId.ToString(), answer.Text("session_id"));
        Assert.NotEqual(ada.RefreshToken, answer.Text("refresh_token"));
        IsOk(await Server.Get("/user", answer.Text("access_token")));
        IsOk(await Refresh(answer.Text("refresh_token")));
    }

    [Fact]
    public async Task An_expired_access_token_beside_it_does_no_harm()
    {
        var ada = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromHours(1));

        IsOk(await Server.Post("/refresh", new { refresh_token = ada.RefreshToken }, ada.AccessToken));
    }

    [Fact]
    public async Task Twenty_refreshes_at_once_get_one_successor_and_sign_nobody_out()
    {
        var ada = await Server.SignedInUser();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Refresh(ada.RefreshToken)));

        Assert.All(answers, IsOk);
        var successor = Assert.Single(answers.Select(answer => answer.Text("refresh_token")).Distinct());
        IsOk(await Server.Get("/user", Assert.Single(answers.Select(answer => answer.Text("access_token")).Distinct())));
        IsOk(await Refresh(successor));
    }

    [Fact]
    public async Task A_repeat_within_the_grace_gets_the_same_successor_and_a_tick_later_the_session_ends()
    {
        var ada = await Server.SignedInUser();
        var first = await Refresh(ada.RefreshToken);
        Server.Wait(Grace - TimeSpan.FromMilliseconds(1));

        Assert.Equal(first.Text("refresh_token"), (await Refresh(ada.RefreshToken)).Text("refresh_token"));
        Server.Wait(TimeSpan.FromMilliseconds(1));

        Is(HttpStatusCode.Unauthorized, "refresh_token_reused", await Refresh(ada.RefreshToken));
    }

    [Fact]
    public async Task A_copy_used_after_the_grace_ends_the_session_at_once()
    {
        var ada = await Server.SignedInUser();
        var first = await Refresh(ada.RefreshToken);
        IsOk(await Server.Get("/user", first.Text("access_token")));
        Server.Wait(Grace);

        var answer = await Refresh(ada.RefreshToken);

        Is(HttpStatusCode.Unauthorized, "refresh_token_reused", answer);
        Assert.Contains("WWW-Authenticate", answer.Headers.Keys);
        IsRevoked(await Server.Get("/user", first.Text("access_token")));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(first.Text("refresh_token")));
        Assert.Equal([("revoked", true, "security")], await Server.Rows(tx => tx.List(
            $"SELECT status, suspicious_at, revoked_by FROM kw.sessions",
            row => (row.Text("status"), !row.IsNull("suspicious_at"), row.Text("revoked_by")))));
        Assert.Equal([("security", "critical", ada.Id)], await Server.Rows(tx => tx.List(
            $"SELECT event_category, severity, user_id FROM kw.audit_events WHERE event_type = 'refresh_token_reused'",
            row => (row.Text("event_category"), row.Text("severity"), row.Uuid("user_id")))));
    }

    [Fact]
    public async Task Of_twenty_copies_at_once_one_ends_the_session_and_is_told_of()
    {
        var ada = await Server.SignedInUser();
        IsOk(await Refresh(ada.RefreshToken));
        Server.Wait(Grace);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Refresh(ada.RefreshToken)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        Assert.Single(await Server.AuditTypes(), "refresh_token_reused!");
    }

    [Fact]
    public async Task A_token_two_generations_old_ends_the_session_after_its_grace()
    {
        var ada = await Server.SignedInUser();
        var second = await Refresh(ada.RefreshToken);
        Server.Wait(Grace);
        var third = await Refresh(second.Text("refresh_token"));
        IsOk(third);

        Is(HttpStatusCode.Unauthorized, "refresh_token_reused", await Refresh(ada.RefreshToken));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(third.Text("refresh_token")));
    }

    [Fact]
    public async Task A_straggler_whose_successor_was_used_is_refused_and_nothing_is_revoked()
    {
        var ada = await Server.SignedInUser();
        var second = await Refresh(ada.RefreshToken);
        var third = await Refresh(second.Text("refresh_token"));

        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(ada.RefreshToken));

        IsOk(await Refresh(third.Text("refresh_token")));
        Assert.DoesNotContain("refresh_token_reused!", await Server.AuditTypes());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(int.MaxValue - 1)]
    [InlineData(int.MaxValue)]
    public async Task A_made_up_token_of_any_generation_ends_no_session(int generation)
    {
        var ada = await Server.SignedInUser();
        var second = await Refresh(ada.RefreshToken);
        Server.Wait(Grace);

        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(Forged(ada, generation)));

        IsOk(await Refresh(second.Text("refresh_token")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("kw_rt_")]
    [InlineData("kw_rt_junk")]
    [InlineData("not a token")]
    public async Task Junk_is_refused(string junk) => Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(junk));

    [Fact]
    public async Task Tokens_of_other_kinds_refresh_nothing()
    {
        var ada = await Server.SignedInUser();

        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(ada.AccessToken));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(ada.DeviceToken));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(await ada.PersonalToken("*")));
    }

    [Fact]
    public async Task A_token_expires_when_it_was_idle_for_its_lifetime()
    {
        var ada = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        var second = await Refresh(ada.RefreshToken);
        IsOk(second);
        Server.Wait(TimeSpan.FromDays(30));

        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(second.Text("refresh_token")));
    }

    [Fact]
    public async Task A_session_ends_at_its_absolute_end_however_much_it_is_used()
    {
        var ada = await Server.SignedInUser();
        var token = ada.RefreshToken;
        for (var day = 0; day < 364; day += 28)
        {
            Server.Wait(TimeSpan.FromDays(28));
            token = (await Refresh(token)).Text("refresh_token");
        }

        var last = await Refresh(token);
        Assert.Equal(86_400, last.Json["refresh_expires_in"]!.GetValue<int>());
        Server.Wait(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        last = await Refresh(last.Text("refresh_token"));
        Assert.Equal((60, 60), (last.Json["expires_in"]!.GetValue<int>(), last.Json["refresh_expires_in"]!.GetValue<int>()));
        Server.Wait(TimeSpan.FromMinutes(1));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(last.Text("refresh_token")));
        Is(HttpStatusCode.Unauthorized, "token_expired", await Server.Get("/user", last.Text("access_token")));
    }

    [Fact]
    public async Task A_user_who_is_not_active_gets_nothing_not_even_a_repeat()
    {
        var ada = await Server.SignedInUser();
        var second = await Refresh(ada.RefreshToken);
        await Server.Change($"UPDATE kw.users SET status = 'suspended'");

        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(ada.RefreshToken));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(second.Text("refresh_token")));
    }

    [Fact]
    public async Task A_session_that_ended_is_not_refreshed()
    {
        var ada = await Server.SignedInUser();
        Is(HttpStatusCode.NoContent, await ada.Post("/logout"));

        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Refresh(ada.RefreshToken));
    }

    [Fact]
    public async Task The_database_alone_reveals_no_successor_and_forgets_it_after_the_grace()
    {
        var ada = await Server.SignedInUser();
        var second = await Refresh(ada.RefreshToken);
        var kept = Assert.Single(await Successors())!;
        Assert.DoesNotContain("kw_", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        var tokens = Server.Services.GetRequiredService<RefreshTokens>();
        Assert.Null(tokens.Open(RefreshToken.Parse(second.Text("refresh_token"))!, kept));

        Server.Wait(Grace);
        _ = await Server.Sql.Write(tx => SessionStore.EraseSuccessors(tx, tx.Now - Grace));
        Assert.NotNull(Assert.Single(await Successors()));
        Server.Wait(TimeSpan.FromMilliseconds(1));
        _ = await Server.Sql.Write(tx => SessionStore.EraseSuccessors(tx, tx.Now - Grace));

        Assert.Null(Assert.Single(await Successors()));
    }

    [Fact]
    public async Task A_session_is_refreshed_sixty_times_a_minute_and_made_up_tokens_do_not_count()
    {
        var ada = await Server.SignedInUser();
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        for (var i = 0; i < 70; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_refresh_token",
                await limited.Post("/refresh", new { refresh_token = Forged(ada, 0) }));
        }

        var token = ada.RefreshToken;
        for (var i = 0; i < 60; i++)
        {
            token = (await limited.Post("/refresh", new { refresh_token = token })).Text("refresh_token");
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await limited.Post("/refresh", new { refresh_token = token }));
        Server.Wait(TimeSpan.FromMinutes(1));
        IsOk(await limited.Post("/refresh", new { refresh_token = token }));
    }

    [Fact]
    public async Task Without_a_token_or_a_cookie_there_is_nothing_to_refresh()
    {
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post("/refresh", new { }));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post("/refresh"));
    }

    /// <summary>What anybody can write who knows the format and a session's id.</summary>
    private static string Forged(SignedInUser user, int generation)
    {
        var payload = new byte[16 + 4 + 32 + 4 + 16];
        user.SessionId.TryWriteBytes(payload, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(16), generation);
        return TokenText.Encode(TokenKind.SessionRefresh, payload);
    }

    private Task<Answer> Refresh(string token) => Server.Post("/refresh", new { refresh_token = token });

    private Task<List<byte[]?>> Successors() =>
        Server.Rows(tx => tx.List($"SELECT successor FROM kw.sessions", row => row.BytesOrNull("successor")));
}
