namespace Keywright.Email.Smtp;

/// <summary>A mail server did not take what it was given; another attempt may do better.</summary>
internal sealed class SmtpException(string message) : Exception(message);
