using Keywright.Email;
using Keywright.Email.Smtp;

namespace Keywright.EndToEnd.Email;

/// <summary>What a mail server's answers mean.</summary>
public sealed class SmtpSenderTests
{
    [Fact]
    public async Task A_mail_is_taken_as_it_was_given_dots_and_all()
    {
        using var server = new MailServer("plain");
        await server.Start();

        await Sender(server).SendAsync(Mail("ada@example.com", "one\r\n.\r\n..two\r\n.three\r\n"), CancellationToken.None);

        Assert.Contains("one\n.\n..two\n.three\n", Assert.Single(server.Mails).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_put_off_is_no_refusal_and_what_is_refused_is()
    {
        using var server = new MailServer("plain");
        await server.Start();

        _ = await Assert.ThrowsAsync<SmtpException>(() => Send(server, "later@example.com"));
        _ = await Assert.ThrowsAsync<EmailRefusedException>(() => Send(server, "never@example.com"));
        _ = await Assert.ThrowsAsync<EmailRefusedException>(() => Send(server, "zoë@example.com"));
        _ = await Assert.ThrowsAsync<EmailRefusedException>(() => Send(server, "ada@example.com>\r\nRCPT TO:<eve@example.com"));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_wrong_password_is_the_operators_to_mend_so_the_mail_waits()
    {
        using var server = new MailServer("plain");
        await server.Start();

        var e = await Assert.ThrowsAsync<SmtpException>(
            () => Sender(server, "wrong").SendAsync(Mail("ada@example.com"), CancellationToken.None));

        Assert.Contains("535", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_tls_is_asked_for_a_server_without_it_gets_neither_password_nor_mail()
    {
        using var server = new MailServer("plain");
        await server.Start();

        var e = await Assert.ThrowsAsync<SmtpException>(
            () => Sender(server, tls: SmtpTls.StartTls).SendAsync(Mail("ada@example.com"), CancellationToken.None));

        Assert.Contains("STARTTLS", e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_of()
    {
        using var server = new MailServer("plain");

        _ = await Assert.ThrowsAsync<SmtpException>(() => Send(server, "ada@example.com"));
    }

    private static Task Send(MailServer server, string to) => Sender(server).SendAsync(Mail(to), CancellationToken.None);

    private static EmailMessage Mail(string to, string text = "Hello.\r\n") =>
        new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch, to, "Hello", text, "<p>Hello.</p>\r\n");

    private static SmtpSender Sender(MailServer server, string password = MailServer.Password, SmtpTls tls = SmtpTls.Auto) =>
        new(new MailSettings(new("", "accounts@example.com"), "/", new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            User = MailServer.User,
            Password = password,
            Tls = tls,
        }));
}
