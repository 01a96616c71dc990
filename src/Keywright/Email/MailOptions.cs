namespace Keywright.Email;

/// <summary>How mail leaves. Section <c>Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>
    /// Who mail comes from: <c>Example &lt;accounts@example.com&gt;</c>. Left out: <c>no-reply</c> at the host of <c>PublicUrl</c>.
    /// </summary>
    public string? From { get; set; }

    /// <summary>Section <c>Mail:Smtp</c>.</summary>
    public SmtpOptions Smtp { get; } = new();
}
