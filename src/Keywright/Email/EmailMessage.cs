namespace Keywright.Email;

/// <summary>A mail, ready to be sent to one reader.</summary>
/// <param name="Id">The same at each attempt, so that a receiver can tell a repetition.</param>
/// <param name="CreatedAt">When it was caused.</param>
/// <param name="To">The reader's address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The body for clients without HTML.</param>
/// <param name="Html">The same body as a complete HTML document.</param>
public sealed record EmailMessage(Guid Id, DateTimeOffset CreatedAt, string To, string Subject, string Text, string Html)
{
    /// <summary>Without the body, which may hold a live link.</summary>
    public override string ToString() => $"EmailMessage {{ Id = {Id}, Subject = {Subject} }}";
}
