using System.Net;
using Keywright.Administration;
using Keywright.Database;
using Keywright.Email;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Email;

public sealed class OutboxOnSqlite() : OutboxTests(new SqliteTestDatabase());

public sealed class OutboxOnPostgres() : OutboxTests(new PostgresTestDatabase());

/// <summary>Every letter of a committed change arrives, normally once, whatever becomes of nodes and mail servers.</summary>
public abstract class OutboxTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task A_letter_is_sent_once_and_then_forgotten()
    {
        var ada = await Server.SignedInUser();

        Assert.Equal(1, await Server.Deliver());
        Assert.Equal(0, await Server.Deliver());

        var mail = Assert.Single(Server.Mail.Sent);
        Assert.Equal((ada.Email, "Confirm your email address"), (mail.To, mail.Subject));
        Assert.Equal([("sent", 1, false)], await Rows());
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_mails_nothing()
    {
        var (database, outbox) = (Get<KeywrightDatabase>(), Get<Outbox>());
        var letter = new Letter("test", "ada@example.com", "Hello", ["Hello."]) { Footnote = "Bye." };

        _ = await Assert.ThrowsAsync<InvalidOperationException>(async () => await database.Write<int>(async tx =>
        {
            await outbox.Add(tx, letter);
            throw new InvalidOperationException("Not so.");
        }));

        Assert.Equal(0, await Server.Deliver());
        Assert.Empty(await Rows());
    }

    [Fact]
    public async Task What_lies_in_the_table_shows_neither_address_nor_link()
    {
        var ada = await Server.SignedInUser();

        var rows = await Server.Rows(tx => tx.List($"SELECT letter FROM kw.outbox", row => row.Bytes("letter")));

        var token = await Server.LinkTo(ada.Email);
        var bytes = System.Text.Encoding.Latin1.GetString(Assert.Single(rows));
        Assert.DoesNotContain(ada.Email, bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("kw_ev_", bytes, StringComparison.Ordinal);
        Assert.StartsWith("kw_ev_", token, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_and_later()
    {
        _ = await Server.SignedInUser();
        Server.Mail.Before = (_, _) => throw new IOException("No route to host.");

        Assert.Equal(1, await Server.Deliver());
        Assert.Equal(0, await Server.Deliver());
        for (var attempt = 2; attempt <= 5; attempt++)
        {
            var before = Server.Mail.Attempts;
            Server.Wait(TimeSpan.FromSeconds(15) * Math.Pow(2, attempt - 2) * 0.7);
            Assert.Equal(0, await Server.Deliver());
            Server.Wait(TimeSpan.FromSeconds(15) * Math.Pow(2, attempt - 2) * 0.6);
            Assert.Equal(1, await Server.Deliver());
            Assert.Equal(before + 1, Server.Mail.Attempts);
        }

        Server.Mail.Before = null;
        Server.Wait(TimeSpan.FromHours(2));
        Assert.Equal(1, await Server.Deliver());
        _ = Assert.Single(Server.Mail.Sent);
    }

    [Fact]
    public async Task A_letter_whose_link_is_dead_by_now_is_given_up_and_kept_for_administrators()
    {
        _ = await Server.SignedInUser();
        Server.Mail.Before = (_, _) => throw new IOException("No route to host.");
        _ = await Server.Deliver();
        Server.Mail.Before = null;

        Server.Wait(TimeSpan.FromHours(25));
        _ = await Server.Deliver();

        Assert.Empty(Server.Mail.Sent);
        Assert.Equal([("failed", 1, true)], await Rows());
        Assert.Contains("No route to host.", (await Get<KeywrightMail>().ListAsync("failed"))[0].LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_not_tried_again_until_an_administrator_says_so()
    {
        var ada = await Server.SignedInUser();
        Server.Mail.Before = (_, _) => throw new EmailRefusedException("550 No such mailbox.");
        _ = await Server.Deliver();
        Server.Wait(TimeSpan.FromHours(3));
        Assert.Equal(0, await Server.Deliver());
        Assert.Equal(1, Server.Mail.Attempts);
        Server.Mail.Before = null;

        var mail = Get<KeywrightMail>();
        var failed = Assert.Single(await mail.ListAsync("failed"));
        Assert.Equal(("verify_email", ada.Email, "550 No such mailbox."), (failed.Kind, failed.To, failed.LastError));
        Assert.True(await mail.RetryAsync(failed.Id));
        Assert.False(await mail.RetryAsync(failed.Id));
        _ = await Server.Deliver();

        _ = Assert.Single(Server.Mail.Sent);
    }

    [Fact]
    public async Task Of_twenty_deliveries_at_once_on_two_nodes_each_letter_is_sent_once()
    {
        await using var other = await Another(_ => { });
        for (var i = 0; i < 10; i++)
        {
            _ = await Server.SignedInUser();
        }

        _ = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Server.Deliver() : other.Deliver()));

        var sent = Server.Mail.Sent.Concat(other.Mail.Sent).ToList();
        Assert.Equal(10, sent.Count);
        Assert.Equal(10, sent.DistinctBy(mail => mail.Id).Count());
    }

    [Fact]
    public async Task The_letters_of_a_node_that_died_are_sent_by_another_when_its_claim_is_over()
    {
        _ = await Server.SignedInUser();
        _ = await Get<KeywrightDatabase>().Write(tx => OutboxStore.Claim(tx, 10));

        Server.Wait(OutboxStore.Visibility - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await Server.Deliver());
        Server.Wait(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, await Server.Deliver());
    }

    [Fact]
    public async Task A_node_that_stops_gives_back_what_it_could_not_send()
    {
        _ = await Server.SignedInUser();
        using var abort = new CancellationTokenSource();
        Server.Mail.Before = async (_, ct) =>
        {
            await abort.CancelAsync();
            await Task.Delay(Timeout.Infinite, ct);
        };
        _ = await Get<OutboxDelivery>().Run(abort.Token, abort.Token);
        Server.Mail.Before = null;

        Assert.Equal([("pending", 0, true)], await Rows());
        Assert.Equal(1, await Server.Deliver());
    }

    [Fact]
    public async Task A_letter_of_another_master_key_fails_and_the_others_go_on()
    {
        _ = await Server.SignedInUser();
        await Server.Change($"UPDATE kw.outbox SET letter = {new byte[64]}");
        _ = await Server.SignedInUser();

        Assert.Equal(2, await Server.Deliver());

        _ = Assert.Single(Server.Mail.Sent);
        Assert.Equal(["failed", "sent"], (await Rows()).Select(row => row.Status).Order());
    }

    [Fact]
    public async Task Who_is_erased_gets_no_more_mail()
    {
        var ada = await Server.SignedInUser();

        Is(HttpStatusCode.NoContent, await ada.Delete("/user", new { password = KeywrightServer.Password }));

        Assert.Empty(await Rows());
    }

    [Fact]
    public async Task What_is_done_with_is_cleaned_up()
    {
        _ = await Server.SignedInUser();
        _ = await Server.Deliver();
        Server.Wait(TimeSpan.FromDays(7));
        var database = Get<KeywrightDatabase>();

        Assert.Equal(1, await database.Read(tx => OutboxStore.CountExpired(tx)));
        Assert.Equal(1, await database.Write(tx => OutboxStore.DeleteExpired(tx, 10)));
        Assert.Empty(await Rows());
    }

    private Task<List<(string Status, int Attempts, bool HasLetter)>> Rows() => Server.Rows(tx => tx.List(
        $"SELECT status, attempts, letter FROM kw.outbox ORDER BY id",
        row => (row.Text("status"), row.Int("attempts"), !row.IsNull("letter"))));

    private T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();
}
