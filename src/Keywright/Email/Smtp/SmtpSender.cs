using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Keywright.Email.Smtp;

/// <summary>
/// Sends mail by SMTP submission (RFC 6409) over the framework's sockets and TLS. Not System.Net.Mail.SmtpClient: docs/decisions/smtp.md.
/// </summary>
internal sealed class SmtpSender(MailSettings settings) : IEmailSender
{
    private const int ImplicitTlsPort = 465;

    private readonly SmtpOptions _options = settings.Smtp;

    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        var to = MailAddressText.Parse(message.To) ?? throw new EmailRefusedException("This is not an address that mail can be sent to.");
        try
        {
            await using var connection = new SmtpConnection();
            var extensions = await Begin(connection, cancellationToken);
            await LogIn(connection, extensions, cancellationToken);
            await Submit(connection, extensions, message, to, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new SmtpException($"The mail server {_options.Host}:{_options.Port} can't be reached: {e.Message}");
        }
    }

    /// <summary>Whether a connection without TLS is acceptable where the server offers none: only when nobody else can listen.</summary>
    private bool MayBePlain => _options.Tls == SmtpTls.None || (_options.Tls == SmtpTls.Auto && IsThisMachine(_options.Host!));

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private async Task<SmtpReply> Begin(SmtpConnection connection, CancellationToken ct)
    {
        var host = _options.Host!;
        await connection.Open(host, _options.Port, ct);
        if (_options.Tls == SmtpTls.Implicit || (_options.Tls == SmtpTls.Auto && _options.Port == ImplicitTlsPort))
        {
            await connection.Encrypt(host, ct);
        }

        Demand(await connection.Read(ct));
        var extensions = Demand(await connection.Send(Hello, ct));
        if (connection.IsEncrypted || _options.Tls == SmtpTls.None)
        {
            return extensions;
        }

        // A middleman can strike STARTTLS from the answer (RFC 3207 §6): without it we stop.
        if (!extensions.Offers("STARTTLS"))
        {
            return MayBePlain ? extensions : throw new SmtpException($"The mail server {host} offers no STARTTLS.");
        }

        Demand(await connection.Send("STARTTLS", ct));
        await connection.Encrypt(host, ct);

        // RFC 3207 §4.2: what was said before TLS counts for nothing.
        return Demand(await connection.Send(Hello, ct));
    }

    private string Hello => "EHLO " + settings.From.Domain;

    private async Task LogIn(SmtpConnection connection, SmtpReply extensions, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(_options.User))
        {
            return;
        }

        if (!connection.IsEncrypted && !MayBePlain)
        {
            throw new SmtpException("The password is not sent without TLS.");
        }

        var password = _options.Password ?? "";
        SmtpReply reply;
        if (extensions.OffersLogin("PLAIN"))
        {
            reply = await connection.Send("AUTH PLAIN " + Base64($"\0{_options.User}\0{password}"), ct);
        }
        else if (extensions.OffersLogin("LOGIN"))
        {
            Demand(await connection.Send("AUTH LOGIN", ct));
            Demand(await connection.Send(Base64(_options.User), ct));
            reply = await connection.Send(Base64(password), ct);
        }
        else
        {
            throw new SmtpException("The mail server offers neither AUTH PLAIN nor AUTH LOGIN.");
        }

        Demand(reply);
    }

    private async Task Submit(
        SmtpConnection connection, SmtpReply extensions, EmailMessage message, MailAddressText to, CancellationToken ct)
    {
        if (to.NeedsUtf8 && !extensions.Offers("SMTPUTF8"))
        {
            throw new EmailRefusedException("The mail server can't carry mail to an address that is not ASCII (RFC 6531).");
        }

        Accept(await connection.Send($"MAIL FROM:<{settings.From.Address}>{(to.NeedsUtf8 ? " SMTPUTF8" : "")}", ct));
        Accept(await connection.Send($"RCPT TO:<{to.Address}>", ct));
        Accept(await connection.Send("DATA", ct));
        Accept(await connection.SendData(MimeMessage.Build(message, settings.From, to), ct));

        // It is sent: what goes wrong from here on must not send it again.
        try
        {
            _ = await connection.Send("QUIT", ct);
        }
        catch (Exception e) when (e is IOException or SmtpException or OperationCanceledException)
        {
            // Gone already.
        }
    }

    /// <summary>Before the envelope a refusal is about us, not about the mail: an operator can mend it, and the mail waits.</summary>
    private static SmtpReply Demand(SmtpReply reply) => reply.IsGood ? reply : throw new SmtpException("The mail server answered " + reply);

    private static void Accept(SmtpReply reply)
    {
        if (reply.IsPermanent)
        {
            throw new EmailRefusedException("The mail server answered " + reply);
        }

        _ = Demand(reply);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
