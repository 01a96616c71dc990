using System.Net;
using Keywright.Administration;
using Keywright.Maintenance;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Administration;

public sealed class CodeApiOnSqlite() : CodeApiTests(new SqliteTestDatabase());

public sealed class CodeApiOnPostgres() : CodeApiTests(new PostgresTestDatabase());

/// <summary>What an embedding application does from its own code.</summary>
public abstract class CodeApiTests(TestDatabase database) : ServerTests(database)
{
    private const string Email = "Ada@Example.com";

    private KeywrightUsers Users => Server.Services.GetRequiredService<KeywrightUsers>();

    private KeywrightSessions Sessions => Server.Services.GetRequiredService<KeywrightSessions>();

    private KeywrightTokens Tokens => Server.Services.GetRequiredService<KeywrightTokens>();

    [Fact]
    public async Task A_user_is_made_found_and_listed()
    {
        var made = await Create(new NewKeywrightUser(Email, KeywrightServer.Password)
        {
            Username = "Ada",
            Name = "Ada Lovelace",
            EmailVerified = true,
            Roles = ["moderator"],
        });

        Assert.Equal((Email, true, "Ada", "active"), (made.Email, made.EmailVerified, made.Username, made.Status));
        Assert.Equal(["moderator", "user"], made.Roles.Order());
        Assert.Equal(made.Id, (await Users.FindAsync("ada@example.COM"))!.Id);
        Assert.Equal(made.Id, (await Users.FindAsync("ADA"))!.Id);
        Assert.Equal(made.Id, (await Users.FindAsync(made.Id))!.Id);
        Assert.Null(await Users.FindAsync("nobody"));
        Assert.Null(await Users.FindAsync(Guid.Empty));
        Assert.Equal([made.Id], (await Users.ListAsync("lovelace")).Select(user => user.Id));
        Assert.Empty(await Users.ListAsync("%"));
        Assert.Empty(await Users.ListAsync(status: "banned"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Users.ListAsync(limit: 0));
    }

    [Fact]
    public async Task Of_many_users_with_one_address_made_at_once_one_succeeds()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Users.CreateAsync(new(Email, KeywrightServer.Password))));

        Assert.Single(results, result => result is CreateUserResult.Created);
        Assert.All(results.OfType<CreateUserResult.Refused>(), refused => Assert.Equal("email_taken", refused.Code));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_new_user_is_said_at_once()
    {
        var refused = Assert.IsType<CreateUserResult.Refused>(await Users.CreateAsync(new NewKeywrightUser("nobody", "short")
        {
            Username = "a@b",
            Name = "a\u0000",
            Roles = ["emperor"],
        }));

        Assert.Equal("validation_failed", refused.Code);
        Assert.Equal(["email", "name", "password", "roles", "username"], refused.Errors.Keys.Order());
    }

    [Fact]
    public async Task A_sign_in_from_code_begins_a_session_that_works_over_http()
    {
        var user = await Create();

        var signedIn = Assert.IsType<SignInResult.SignedIn>(
            await Sessions.SignInAsync(Email, KeywrightServer.Password, IPAddress.Loopback, "cron"));

        Assert.Equal(user.Id, signedIn.UserId);
        IsOk(await Server.Get("/user", signedIn.AccessToken));
        var session = Assert.Single(await Sessions.ListAsync(user.Id));
        Assert.Equal((signedIn.SessionId, "cron", "127.0.0.1"), (session.Id, session.DeviceName, session.IpAddress));
        Assert.True(await Sessions.EndAsync(signedIn.SessionId));
        IsRevoked(await Server.Get("/user", signedIn.AccessToken));
        Assert.False(await Sessions.EndAsync(signedIn.SessionId));
        Assert.False(await Sessions.EndAsync(Guid.Empty));
    }

    [Theory]
    [InlineData(Email, "wrong wrong wrong")]
    [InlineData("nobody@example.com", KeywrightServer.Password)]
    [InlineData("no\u0000body", KeywrightServer.Password)]
    public async Task A_sign_in_that_is_wrong_says_no_more_than_over_http(string identifier, string password)
    {
        _ = await Create();

        Assert.Equal(new SignInResult.Refused("invalid_credentials", null), await Sessions.SignInAsync(identifier, password));
    }

    [Fact]
    public async Task All_sessions_of_a_user_are_ended()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.SignIn(user.Email));

        Assert.Equal(2, await Sessions.EndAllAsync(user.Id));

        IsRevoked(await user.Get("/user"));
        Assert.Equal(0, await Sessions.EndAllAsync(user.Id));
    }

    [Fact]
    public async Task A_token_is_made_listed_and_revoked()
    {
        var user = await Create();

        var (text, token) = await Tokens.CreateAsync(user.Id, "ci", ["posts:read"]);

        IsOk(await Server.Get("/user", text));
        Assert.Equal(token.Id, Assert.Single(await Tokens.ListAsync(user.Id)).Id);
        Assert.True(await Tokens.RevokeAsync(token.Id));
        IsRevoked(await Server.Get("/user", text));
        Assert.Empty(await Tokens.ListAsync(user.Id));
        Assert.False(await Tokens.RevokeAsync(token.Id));
        await Assert.ThrowsAsync<ArgumentException>(() => Tokens.CreateAsync(user.Id, "", ["not one"]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tokens.CreateAsync(Guid.Empty, "ci"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Tokens.ListAsync(user.Id, limit: -1));
    }

    [Fact]
    public async Task A_locked_user_cant_sign_in_until_unlocked()
    {
        var user = await Server.SignedInUser();

        var locked = await Users.LockAsync(user.Id, "lost laptop", Database.Clock.GetUtcNow() + TimeSpan.FromHours(1));

        Assert.NotNull(locked!.LockedUntil);
        IsRevoked(await user.Get("/user"));
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(user.Email));
        Assert.Null((await Users.UnlockAsync(user.Id))!.LockedUntil);
        IsOk(await Server.SignIn(user.Email));
        Assert.Null(await Users.LockAsync(Guid.Empty));
        Assert.Null(await Users.UnlockAsync(Guid.Empty));
    }

    [Fact]
    public async Task A_password_set_from_code_ends_sessions_and_opens_sign_in()
    {
        var user = await Server.SignedInUser();
        const string Next = "another horse, battery 7";

        Assert.NotNull(await Users.SetPasswordAsync(user.Id, "short"));
        IsOk(await user.Get("/user"));
        Assert.Null(await Users.SetPasswordAsync(user.Id, Next));

        IsRevoked(await user.Get("/user"));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(user.Email));
        IsOk(await Server.SignIn(user.Email, Next));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Users.SetPasswordAsync(Guid.Empty, Next));
    }

    [Fact]
    public async Task The_address_of_a_deleted_user_is_free_again()
    {
        var user = await Create();

        Assert.True(await Users.DeleteAsync(user.Id));

        Assert.Null(await Users.FindAsync(Email));
        Assert.Equal("deleted", (await Users.FindAsync(user.Id))!.Status);
        Assert.NotEqual(user.Id, (await Create()).Id);
        Assert.Null(await Users.SuspendAsync(user.Id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tokens.CreateAsync(user.Id, "ci"));
    }

    [Fact]
    public async Task What_code_does_is_audited_as_its_doing()
    {
        var user = await Create();
        _ = await Users.SuspendAsync(user.Id);
        _ = await Users.ActivateAsync(user.Id);

        var events = await Server.Rows(tx => tx.List(
            $"SELECT event_type, tags FROM kw.audit_events ORDER BY id", row => row.Text("event_type") + " " + row.Text("tags")));

        Assert.Contains("""user_suspended ["code"]""", events);
        Assert.Contains("""user_activated ["code"]""", events);
    }

    [Fact]
    public async Task Migrations_are_told_and_run_from_code()
    {
        var migrations = Server.Services.GetRequiredService<KeywrightMigrations>();

        Assert.All(await migrations.StatusAsync(), migration => Assert.Equal("completed", migration.Status));
        Assert.Empty(await migrations.UpAsync());
        Assert.Empty(await migrations.PendingAsync());
        Assert.Empty(await migrations.PlanAsync());
        Assert.Empty(await migrations.ValidateAsync());
    }

    [Fact]
    public async Task Migrations_are_undone_and_done_again_from_code()
    {
        var migrations = Server.Services.GetRequiredService<KeywrightMigrations>();
        var all = (await migrations.StatusAsync()).Select(migration => migration.Name).ToList();

        var planned = await migrations.RollbackToAsync(0, "ann", dryRun: true);
        Assert.Equal(Enumerable.Reverse(all), planned.Select(script => script.Name));
        Assert.Empty(await migrations.PendingAsync());

        Assert.Equal(planned, await migrations.RollbackToAsync(0, "ann"));
        Assert.All(
            await migrations.StatusAsync(),
            migration => Assert.Equal(("rolled_back", "ann"), (migration.Status, migration.RolledBackBy)));
        Assert.Equal(all.Count, (await migrations.PlanAsync()).Count);

        Assert.Equal(all[..1], await migrations.UpToAsync(1));
        Assert.Equal(all[1..], await migrations.UpAsync());
        Assert.Equal(all[^1], Assert.Single(await migrations.RollbackAsync(1, "ann")).Name);
        Assert.Equal(all[^2], (await migrations.RollbackBatchAsync("ann", dryRun: true))[0].Name);
        Assert.Equal(all[^1], Assert.Single(await migrations.PendingAsync()).Name);
    }

    private async Task<KeywrightUser> Create(NewKeywrightUser? user = null) => Assert.IsType<CreateUserResult.Created>(
        await Users.CreateAsync(user ?? new NewKeywrightUser(Email, KeywrightServer.Password))).User;
}
