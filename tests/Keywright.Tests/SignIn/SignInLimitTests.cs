using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.SignIn;

public sealed class SignInLimitOnSqlite() : SignInLimitTests(new SqliteTestDatabase());

public sealed class SignInLimitOnPostgres() : SignInLimitTests(new PostgresTestDatabase());

/// <summary>The limits of the contract on sign-in: five a minute for an address and an identifier, sixty for an address.</summary>
public abstract class SignInLimitTests(TestDatabase database) : ServerTests(database)
{
    private const string Wrong = "wrong password 1";

    internal override KeywrightServer Make() => new(Database, options =>
    {
        options.RateLimiting.Enabled = true;
        options.Lockout.MaxAttempts = 100;
    });

    [Fact]
    public async Task An_address_tries_one_identifier_five_times_a_minute()
    {
        var ada = await Server.SignedInUser();
        await Try(ada.Email, 5, "203.0.113.7");

        var refused = await From("203.0.113.7", ada.Email, KeywrightServer.Password);

        Is(HttpStatusCode.TooManyRequests, "rate_limited", refused);
        Assert.Equal("60", refused.Headers["Retry-After"]);
        Assert.Contains("\"guess-identifier\";q=5;w=60", refused.Headers["RateLimit-Policy"], StringComparison.Ordinal);
        IsOk(await From("203.0.113.8", ada.Email, KeywrightServer.Password));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await From("203.0.113.7", "other@example.com", Wrong));
        Server.Wait(TimeSpan.FromMinutes(1));
        IsOk(await From("203.0.113.7", ada.Email, KeywrightServer.Password));
    }

    [Fact]
    public async Task What_the_limit_refuses_counts_as_no_failure()
    {
        var ada = await Server.SignedInUser();
        await Try(ada.Email, 5, "203.0.113.7");
        for (var i = 0; i < 20; i++)
        {
            Is(HttpStatusCode.TooManyRequests, "rate_limited", await From("203.0.113.7", ada.Email, Wrong));
        }

        Assert.Equal([5], await Server.Rows(tx => tx.List($"SELECT attempts FROM kw.sign_in_lanes", row => row.Int("attempts"))));
    }

    [Fact]
    public async Task A_stranger_behind_the_same_address_leaves_the_owners_device_its_own_tries()
    {
        var ada = await Server.SignedInUser();
        await Try(ada.Email, 5, "203.0.113.7");

        IsOk(await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken));
    }

    [Fact]
    public async Task Right_sign_ins_are_given_back()
    {
        var ada = await Server.SignedInUser();
        for (var i = 0; i < 8; i++)
        {
            IsOk(await Server.SignIn(ada.Email));
        }
    }

    [Fact]
    public async Task An_address_alone_tries_sixty_times_a_minute()
    {
        for (var i = 0; i < 60; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await From("203.0.113.9", $"user{i}@example.com", Wrong));
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await From("203.0.113.9", "user60@example.com", Wrong));
    }

    [Fact]
    public async Task All_of_an_ipv6_network_of_64_bits_is_one_address()
    {
        var ada = await Server.SignedInUser();
        for (var i = 1; i <= 5; i++)
        {
            await Try(ada.Email, 1, $"2001:db8:1:2:{i}::{i}");
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await From("2001:db8:1:2::99", ada.Email, Wrong));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await From("2001:db8:1:3::99", ada.Email, Wrong));
    }

    [Fact]
    public async Task An_address_that_the_client_makes_up_counts_for_nothing()
    {
        var ada = await Server.SignedInUser();
        await Try(ada.Email, 5, "203.0.113.7");

        var answer = await Server.Post("/login", new { email = ada.Email, password = Wrong }, null,
            ("X-Forwarded-For", "198.51.100.77"), ("Forwarded", "for=198.51.100.77"));

        Is(HttpStatusCode.TooManyRequests, "rate_limited", answer);
    }

    private async Task Try(string email, int times, string peer)
    {
        for (var i = 0; i < times; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await From(peer, email, Wrong));
        }
    }

    private Task<Answer> From(string peer, string email, string password) =>
        Server.Post("/login", new { email, password }, null, ("X-Test-Peer", peer));
}
