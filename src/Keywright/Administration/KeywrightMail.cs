using Keywright.Database;
using Keywright.Email;

namespace Keywright.Administration;

/// <summary>A mail in the outbox, without its text: that may hold a live link.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Kind">verify_email, reset_password, new_device …</param>
/// <param name="To">Whom it goes to; null when it was sent, for then it is forgotten.</param>
/// <param name="UserId">Whom it is about; null where nobody has the address.</param>
/// <param name="Status">pending, sent or failed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastError">What the last attempt failed with.</param>
/// <param name="CreatedAt">When it was caused.</param>
/// <param name="NextAttemptAt">When it is tried next, while it is pending.</param>
/// <param name="SentAt">When the mail server took it.</param>
public sealed record KeywrightMailRow(
    Guid Id, string Kind, string? To, Guid? UserId, string Status, int Attempts, string? LastError, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt);

/// <summary>The outbox, from the application's own code.</summary>
public sealed class KeywrightMail
{
    private static readonly string[] Statuses = ["pending", "sent", "failed"];

    private readonly KeywrightDatabase _database;
    private readonly Outbox _outbox;

    internal KeywrightMail(KeywrightDatabase database, Outbox outbox) => (_database, _outbox) = (database, outbox);

    /// <summary>
    /// Mails that wait, failed in the last 30 days or were sent in the last 7, newest first. <paramref name="status"/> is one of pending,
    /// sent, failed.
    /// </summary>
    public async Task<IReadOnlyList<KeywrightMailRow>> ListAsync(
        string? status = null, Guid? before = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (status is not null && !Statuses.Contains(status))
        {
            throw new ArgumentException($"'{status}' is none of {string.Join(", ", Statuses)}.", nameof(status));
        }

        var rows = await _database.ReadOne(tx => OutboxStore.List(tx, status, before, limit), cancellationToken);
        return [.. rows.Select(row => (Row: row, Letter: _outbox.Open(row.Id, row.Letter))).Select(mail => new KeywrightMailRow(
            mail.Row.Id, mail.Row.Kind, mail.Letter is { IsForNobody: false } letter ? letter.To : null, mail.Row.User?.Value,
            mail.Row.Status, mail.Row.Attempts, mail.Row.LastError, mail.Row.CreatedAt,
            mail.Row.Status == "pending" ? mail.Row.NextAttemptAt : null, mail.Row.SentAt))];
    }

    /// <summary>Tries a failed mail anew. False when there is none with this id.</summary>
    public async Task<bool> RetryAsync(Guid id, CancellationToken cancellationToken = default) =>
        await _database.Write(tx => OutboxStore.TryAgain(tx, id), cancellationToken);
}
