namespace Keywright.Email;

/// <summary>
/// Carries mail away. Register your own before or after <c>AddKeywright</c> to use a provider's API instead of SMTP. Delivery runs in the
/// background, tries again, and calls several times at once: an implementation must be safe for that.
/// </summary>
public interface IEmailSender
{
    /// <summary>Sends one mail; it is sent when this returns. Any exception but the one below means: try again later.</summary>
    /// <exception cref="EmailRefusedException">
    /// No later attempt can succeed: the mailbox does not exist, the content is refused.
    /// </exception>
    Task SendAsync(EmailMessage message, CancellationToken cancellationToken);
}
