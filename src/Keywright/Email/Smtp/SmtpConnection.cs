using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Keywright.Email.Smtp;

/// <summary>A connection to a mail server: lines out, replies in.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    // RFC 5321 §4.5.3.1.5 asks for 512; a reply beyond these bounds is not one of a mail server.
    private const int LongestLine = 4096;
    private const int MostLines = 100;

    private readonly TcpClient _tcp = new();
    private readonly byte[] _buffer = new byte[LongestLine];
    private Stream _stream = Stream.Null;
    private int _start;
    private int _end;

    public bool IsEncrypted { get; private set; }

    public async Task Open(string host, int port, CancellationToken ct)
    {
        await _tcp.ConnectAsync(host, port, ct);
        _tcp.NoDelay = true;
        _stream = _tcp.GetStream();
    }

    /// <summary>From here on TLS, with a certificate that the system trusts for <paramref name="host"/>.</summary>
    public async Task Encrypt(string host, CancellationToken ct)
    {
        // What came before TLS must not be taken for what came inside it (CVE-2011-0411).
        if (_start != _end)
        {
            throw new SmtpException("The mail server said more than it was asked before TLS began.");
        }

        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, ct);
        IsEncrypted = true;
    }

    public async Task<SmtpReply> Send(string command, CancellationToken ct)
    {
        if (command.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new SmtpException("A command of SMTP is one line.");
        }

        await _stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), ct);
        await _stream.FlushAsync(ct);
        return await Read(ct);
    }

    /// <summary>RFC 5321 §4.5.2: a line that begins with a dot gets another, and a dot alone ends the message.</summary>
    public async Task<SmtpReply> SendData(byte[] message, CancellationToken ct)
    {
        var data = new List<byte>(message.Length + 64);
        var atStart = true;
        foreach (var octet in message)
        {
            if (atStart && octet == '.')
            {
                data.Add(octet);
            }

            data.Add(octet);
            atStart = octet == '\n';
        }

        data.AddRange(atStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
        await _stream.WriteAsync(data.ToArray(), ct);
        await _stream.FlushAsync(ct);
        return await Read(ct);
    }

    public async Task<SmtpReply> Read(CancellationToken ct)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await ReadLine(ct);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code))
            {
                throw new SmtpException("This is not how a mail server answers.");
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new SmtpException("The mail server's answer has no end.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task<string> ReadLine(CancellationToken ct)
    {
        var line = new StringBuilder();
        while (line.Length < LongestLine)
        {
            var rest = _buffer.AsMemory(_start, _end - _start);
            var newline = rest.Span.IndexOf((byte)'\n');
            _ = line.Append(Encoding.UTF8.GetString(rest.Span[..(newline < 0 ? rest.Length : newline)]));
            if (newline >= 0)
            {
                _start += newline + 1;
                return line.ToString().TrimEnd('\r');
            }

            (_start, _end) = (0, await _stream.ReadAsync(_buffer, ct));
            if (_end == 0)
            {
                throw new SmtpException("The mail server closed the connection.");
            }
        }

        throw new SmtpException("The mail server's answer is too long.");
    }
}
