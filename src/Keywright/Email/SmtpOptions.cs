using System.ComponentModel.DataAnnotations;

namespace Keywright.Email;

/// <summary>The server that takes our mail. Section <c>Mail:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Its name. Left out, mail is written to <c>.eml</c> files in the directory mail of <c>Data</c>.</summary>
    public string? Host { get; set; }

    /// <summary>587 for submission with STARTTLS, 465 for TLS from the first byte (RFC 8314).</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>The account to log in as; none where the server asks for none.</summary>
    public string? User { get; set; }

    /// <summary>Its password.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// <c>auto</c>: TLS from the first byte on port 465, else STARTTLS, which may be missing only on this machine. <c>none</c> sends mail
    /// and password in clear.
    /// </summary>
    public SmtpTls Tls { get; set; }
}
