using System.Net;
using Keywright.Security.PasswordHash;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.SignIn;

public sealed class GuessingOnSqlite() : GuessingTests(new SqliteTestDatabase());

public sealed class GuessingOnPostgres() : GuessingTests(new PostgresTestDatabase());

/// <summary>Guessing passwords: bounded whoever guesses, telling nothing, and locking no owner out.</summary>
public abstract class GuessingTests(TestDatabase database) : ServerTests(database)
{
    private const string Wrong = "wrong password 1";

    private readonly CountedHashes _hashes = new();

    internal override KeywrightServer Make() => new(Database) { HostServices = _hashes.Into };

    [Fact]
    public async Task Of_two_hundred_guesses_at_once_five_are_evaluated_and_the_owner_signs_in_all_the_same()
    {
        var ada = await Server.SignedInUser();

        var computed = await _hashes.During(() =>
            Task.WhenAll(Enumerable.Range(0, 200).Select(i => Server.SignIn(ada.Email, Wrong + i))));

        Assert.InRange(computed, 1, 5);
        var stranger = await Server.SignIn(ada.Email);
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", stranger);
        Assert.Equal("900", stranger.Headers["Retry-After"]);
        var foreign = (await Server.SignedInUser()).DeviceToken;
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(ada.Email, deviceToken: foreign));
        IsOk(await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken));
    }

    [Fact]
    public async Task A_locked_lane_evaluates_nothing()
    {
        var ada = await Server.SignedInUser();
        await Guess(ada.Email, 5);

        Assert.Equal(0, await _hashes.During(() => Server.SignIn(ada.Email)));
    }

    [Fact]
    public async Task A_lane_opens_when_its_time_is_over_and_not_a_tick_earlier()
    {
        var ada = await Server.SignedInUser();
        await Guess(ada.Email, 5);

        Server.Wait(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(ada.Email));
        Server.Wait(TimeSpan.FromMilliseconds(1));

        IsOk(await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task The_lane_of_a_device_locks_alone()
    {
        var ada = await Server.SignedInUser();
        await Guess(ada.Email, 5, ada.DeviceToken);

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken));
        IsOk(await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task A_success_gives_back_what_was_counted()
    {
        var ada = await Server.SignedInUser();
        for (var round = 0; round < 3; round++)
        {
            await Guess(ada.Email, 4);
            IsOk(await Server.SignIn(ada.Email));
        }
    }

    [Fact]
    public async Task Failures_are_forgotten_with_their_window()
    {
        var ada = await Server.SignedInUser();
        await Guess(ada.Email, 4);
        Server.Wait(TimeSpan.FromMinutes(15));
        await Guess(ada.Email, 4);

        IsOk(await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task A_user_and_nobody_are_answered_alike_and_cost_the_same()
    {
        var ada = await Server.SignedInUser("ada@example.com", "ada");
        var stranger = (await Server.SignedInUser()).DeviceToken;
        foreach (var device in new[] { null, stranger, "junk" })
        {
            var (one, other) = (await Observe("ada@example.com", device), await Observe("bob@example.com", device));
            Assert.Equal(one, other);
            (one, other) = (await Observe("ada", device), await Observe("bob", device));
            Assert.Equal(one, other);
            Server.Wait(TimeSpan.FromMinutes(15));
        }
    }

    [Fact]
    public async Task Nobody_locks_like_a_user()
    {
        _ = await Server.SignedInUser("ada@example.com");
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(await Observe("ada@example.com"), await Observe("bob@example.com"));
        }

        Assert.Equal(0, await _hashes.During(() => Server.SignIn("bob@example.com", Wrong)));
    }

    [Fact]
    public async Task A_server_too_busy_to_evaluate_locks_nobody_out()
    {
        var ada = await Server.SignedInUser();
        await using var busy = await Another(_ => { }, services => services.AddSingleton(
            new PasswordHasher(PasswordHasher.Formats(new PasswordOptions { Memory = 7 * 1024, Iterations = 1 }, Sodium.Instance),
                new HashQueue(1, -1), NullLogger.Instance)));
        for (var i = 0; i < 6; i++)
        {
            Is(HttpStatusCode.ServiceUnavailable, "busy", await busy.SignIn(ada.Email));
        }

        IsOk(await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task What_administrators_see_of_a_lock_is_the_shared_lane()
    {
        var ada = await Server.SignedInUser();
        await Guess(ada.Email, 5);

        var seen = await Server.Rows(tx => tx.List(
            $"SELECT failed_login_attempts, locked_until, locked_by FROM kw.users",
            row => (row.Int("failed_login_attempts"), row.Instant("locked_until"), row.Text("locked_by"))));

        Assert.Equal([(5, Server.Database.Clock.GetUtcNow() + TimeSpan.FromMinutes(15), "attempts")], seen);
        Assert.Single(await Server.AuditTypes(), "sign_in_locked");
    }

    private async Task Guess(string email, int times, string? device = null)
    {
        for (var i = 0; i < times; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(email, Wrong, device));
        }
    }

    /// <summary>All that a guesser, and a clock, could see of an attempt.</summary>
    private async Task<string> Observe(string identifier, string? device = null)
    {
        var answer = "";
        (int, int) units = default;
        var before = Server.Sql.Statements;
        var hashes = await _hashes.During(async () => units = await Server.Sql.During(async () =>
            answer = SignInTests.Without(await Server.SignIn(identifier, Wrong, device))));
        return $"{answer} {units} units, {Server.Sql.Statements - before} statements, {hashes} hashes";
    }
}
