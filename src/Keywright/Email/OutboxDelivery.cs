using System.Security.Cryptography;
using Keywright.Database;

namespace Keywright.Email;

/// <summary>
/// Sends what is due. Each letter is sent at least once and normally once: a second time only when a node died, or lost the database,
/// between the sending and its note of it.
/// </summary>
internal sealed partial class OutboxDelivery(
    KeywrightDatabase database, Outbox outbox, IEmailSender sender, TimeProvider clock, ILogger<OutboxDelivery> logger)
{
    /// <summary>With the waits below, somewhat more than a day.</summary>
    public const int MostAttempts = 30;

    private const int Batch = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>
    /// Sends everything that is due and returns how many letters it took. After <paramref name="stop"/> it takes no more;
    /// <paramref name="abort"/> interrupts the sending itself.
    /// </summary>
    public async Task<int> Run(CancellationToken stop, CancellationToken abort)
    {
        var taken = 0;
        while (!stop.IsCancellationRequested && await database.ReadOne(tx => OutboxStore.AnyDue(tx), stop))
        {
            var (given, claimed) = await database.Write(
                async tx => (await OutboxStore.GiveUp(tx, MostAttempts), await OutboxStore.Claim(tx, Batch)), stop);
            if (given > 0)
            {
                LogGaveUp(logger, given);
            }

            await Task.WhenAll(claimed.Select(row => Deliver(row, abort)));
            taken += claimed.Count;
        }

        return taken;
    }

    /// <summary>How long to wait after so many attempts: twice as long each time, and never twice the same.</summary>
    public static TimeSpan WaitAfter(int attempt)
    {
        var most = Math.Min(LongestWait.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)(most * 750), (int)(most * 1250)));
    }

    private async Task Deliver(ClaimedRow row, CancellationToken abort)
    {
        if (outbox.Open(row.Id, row.Letter) is not { } letter)
        {
            await Note(tx => OutboxStore.Fail(tx, row, "It was encrypted under another master key."));
            return;
        }

        if (letter.IsForNobody)
        {
            await Note(tx => OutboxStore.Discard(tx, row.Id));
            return;
        }

        try
        {
            await Send(row, letter, abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            await Note(tx => OutboxStore.Release(tx, row));
            return;
        }
        catch (EmailRefusedException e)
        {
            LogRefused(logger, e, row.Kind, row.Id);
            await Note(tx => OutboxStore.Fail(tx, row, e.Message));
            return;
        }
#pragma warning disable CA1031 // A sender of the host's own may throw anything; the letter must not be lost for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogPostponed(logger, e, row.Kind, row.Id, row.Attempt);
            await Note(tx => OutboxStore.Retry(tx, row, tx.Now + WaitAfter(row.Attempt), Reason(e)));
            return;
        }

        await Note(tx => OutboxStore.Sent(tx, row.Id));
    }

    private async Task Send(ClaimedRow row, SealedLetter letter, CancellationToken abort)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(abort, patience.Token);
        var message = new EmailMessage(row.Id, row.CreatedAt, letter.To, letter.Subject, LetterText.Of(letter), LetterHtml.Of(letter));
        await sender.SendAsync(message, both.Token);
    }

    private async Task Note(Func<Tx, ValueTask<int>> what) => _ = await database.Write(what);

    private static string Reason(Exception e) => e is OperationCanceledException ? "The mail server took too long." : e.Message;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail {Kind} {Id} could not be sent (attempt {Attempt}). It is tried again.")]
    private static partial void LogPostponed(ILogger logger, Exception exception, string kind, Guid id, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail {Kind} {Id} was refused for good. See: keywright mail list")]
    private static partial void LogRefused(ILogger logger, Exception exception, string kind, Guid id);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} mails could not be sent and were given up. See: keywright mail list")]
    private static partial void LogGaveUp(ILogger logger, int count);
}
