namespace Keywright.Email;

/// <summary>What this folder needs of the options, which live above it.</summary>
internal sealed record MailSettings(MailAddressText From, string DropDirectory, SmtpOptions Smtp);
