using System.Net;
using Keywright.Audit;
using Keywright.Audit.Alerts;
using Keywright.Email;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Audit;

public sealed class AlertOnSqlite() : AlertTests(new SqliteTestDatabase());

public sealed class AlertOnPostgres() : AlertTests(new PostgresTestDatabase());

/// <summary>Administrators are told of what is suspicious: once, and by mail.</summary>
public abstract class AlertTests(TestDatabase database) : AuditLogTests(database)
{
    [Fact]
    public async Task Many_failures_from_one_network_are_told_once_an_hour()
    {
        Recipients("security@example.com", "ops@example.com");
        await Failures(25, "2001:db8:1:2::1");
        await Failures(24, "2001:db8:1:2:ffff::9");
        await Watch();
        Assert.Empty(await Letters());

        await Failures(1, "2001:db8:1:2::7");
        await Watch();
        await Watch();

        var letters = await Letters();
        Assert.Equal(["ops@example.com", "security@example.com"], letters.Select(letter => letter.To).Order());
        Assert.Contains("50 failed attempts", string.Join(' ', letters[0].Paragraphs), StringComparison.Ordinal);
        Server.Wait(TimeSpan.FromMinutes(61));
        await Failures(50, "2001:db8:1:2::7");
        await Watch();
        Assert.Equal(4, (await Letters()).Count);
    }

    [Fact]
    public async Task Failures_far_apart_or_from_many_places_are_not()
    {
        Recipients("security@example.com");
        await Failures(40, "192.0.2.1");
        Server.Wait(TimeSpan.FromMinutes(11));
        await Failures(40, "192.0.2.1");
        await Failures(40, "192.0.2.2");
        await Watch();

        Assert.Empty(await Letters());
    }

    [Fact]
    public async Task A_copied_refresh_token_is_told_to_every_administrator_who_can_sign_in()
    {
        var admin = await Server.SignedInUser("root@example.com");
        var gone = await Server.SignedInUser("gone@example.com");
        await Server.Change($"""
            INSERT INTO kw.user_roles (user_id, role_id, assigned_at)
            SELECT u.id, r.id, {LongAgo} FROM kw.roles AS r CROSS JOIN kw.users AS u
             WHERE r.name = 'admin' AND (u.id = {admin.Id} OR u.id = {gone.Id})
            """);
        await Server.Change($"UPDATE kw.users SET status = 'suspended' WHERE id = {gone.Id}");
        var ada = await Server.SignedInUser();
        IsOk(await Server.Post("/refresh", new { refresh_token = ada.RefreshToken }));
        Server.Wait(TimeSpan.FromMinutes(1));
        _ = await Server.Post("/refresh", new { refresh_token = ada.RefreshToken });

        await Watch();

        var letter = Assert.Single(await Letters());
        Assert.Equal("root@example.com", letter.To);
        Assert.Contains("refresh_token_reused", string.Join(' ', letter.Paragraphs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_locked_accounts_are_told_and_of_two_nodes_one_tells()
    {
        Recipients("security@example.com");
        await Add("sign_in_locked", 10);
        await Task.WhenAll(Watch(), Watch(), Watch());
        await Watch();

        Assert.Single(await Ids("alert_raised"));
    }

    [Fact]
    public async Task Nothing_is_told_when_it_is_off()
    {
        Recipients("security@example.com");
        Server.Services.GetRequiredService<AlertOptions>().Enabled = false;
        await Add("sign_in_locked", 100);
        await Watch();

        Assert.Empty(await Letters());
    }

    private void Recipients(params string[] addresses)
    {
        foreach (var address in addresses)
        {
            Server.Services.GetRequiredService<AlertOptions>().Recipients.Add(address);
        }
    }

    private async Task Failures(int count, string address)
    {
        var log = Server.Services.GetRequiredService<AuditLog>();
        var origin = AuditOrigin.System with { Address = IPAddress.Parse(address) };
        await Server.Sql.Write(async tx =>
        {
            for (var i = 0; i < count; i++)
            {
                await log.Add(tx, origin, new AuditEvent("login", AuditCategory.Authentication, "Sign in") { Failed = true });
            }

            return true;
        });
    }

    private async Task<List<SealedLetter>> Letters()
    {
        var outbox = Server.Services.GetRequiredService<Outbox>();
        return await Server.Rows(tx => tx.List(
            $"SELECT id, letter FROM kw.outbox WHERE kind = 'alert' ORDER BY id",
            row => outbox.Open(row.Uuid("id"), row.Bytes("letter"))!));
    }
}
