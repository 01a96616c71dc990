using System.Collections.Concurrent;
using Keywright.Email;

namespace Keywright.Tests.Support;

/// <summary>A sender that keeps what it is given, and fails when a test says so.</summary>
internal sealed class CapturedEmail : IEmailSender
{
    private readonly ConcurrentQueue<EmailMessage> _sent = new();
    private int _attempts;

    public IReadOnlyList<EmailMessage> Sent => [.. _sent];

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Runs before each mail is taken.</summary>
    public Func<EmailMessage, CancellationToken, Task>? Before { get; set; }

    public IEnumerable<string> SubjectsTo(string address) => Sent.Where(mail => mail.To == address).Select(mail => mail.Subject);

    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        await (Before?.Invoke(message, cancellationToken) ?? Task.CompletedTask);
        _sent.Enqueue(message);
    }
}
