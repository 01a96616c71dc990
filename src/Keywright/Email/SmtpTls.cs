namespace Keywright.Email;

/// <summary>When the connection to the mail server is encrypted.</summary>
public enum SmtpTls
{
    /// <summary>Implicit on port 465, else STARTTLS; plain only to a loopback address that offers no STARTTLS.</summary>
    Auto,

    /// <summary>After STARTTLS (RFC 3207); a server without it is refused.</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314).</summary>
    Implicit,

    /// <summary>Never.</summary>
    None,
}
