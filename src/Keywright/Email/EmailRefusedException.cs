namespace Keywright.Email;

/// <summary>A mail was refused for good: it is kept as failed and not tried again.</summary>
public sealed class EmailRefusedException : Exception
{
    /// <summary>A refusal without words.</summary>
    public EmailRefusedException()
    {
    }

    /// <summary>A refusal in the receiver's words. They are stored and shown to administrators.</summary>
    public EmailRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal that an exception tells of.</summary>
    public EmailRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
