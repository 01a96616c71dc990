using System.Runtime.CompilerServices;
using Keywright.Audit;
using Keywright.Audit.Sealing;
using Keywright.Database;

namespace Keywright.Administration;

/// <summary>Some of many events, newest first, and from where to go on: null at the end.</summary>
/// <param name="Events">The page.</param>
/// <param name="NextCursor">For the next one.</param>
public sealed record KeywrightAuditPage(IReadOnlyList<KeywrightAuditEvent> Events, string? NextCursor);

/// <summary>How often something happened.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How often.</param>
/// <param name="Failures">How often it failed.</param>
public sealed record KeywrightAuditCount(string Name, long Count, long Failures);

/// <summary>The audit log, from the application's own code.</summary>
public sealed class KeywrightAudit
{
    private readonly KeywrightDatabase _database;
    private readonly AuditExport _export;
    private readonly VerifyAudit _verify;

    internal KeywrightAudit(KeywrightDatabase database, AuditExport export, VerifyAudit verify) =>
        (_database, _export, _verify) = (database, export, verify);

    /// <summary>Up to <paramref name="limit"/> events, newest first.</summary>
    /// <param name="filter">All events, when null.</param>
    /// <param name="cursor"><see cref="KeywrightAuditPage.NextCursor"/> of the page before.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No page gave out that cursor.</exception>
    public async Task<KeywrightAuditPage> QueryAsync(
        KeywrightAuditFilter? filter = null, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        AuditCursor? before = cursor is null ? null
            : AuditCursor.Decode(cursor) ?? throw new ArgumentException("No page gave out this cursor.", nameof(cursor));
        var inner = (filter ?? new()).Inner;

        // One more than asked for tells whether there are more.
        var rows = await _database.ReadOne(tx => AuditReader.List(tx, inner, before, limit + 1), cancellationToken);
        return new KeywrightAuditPage(
            [.. rows.Take(limit).Select(KeywrightAuditEvent.Of)], rows.Count > limit ? AuditCursor.Of(rows[limit - 1]).Encode() : null);
    }

    /// <summary>The event, or null.</summary>
    public async Task<KeywrightAuditEvent?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        await _database.ReadOne(tx => AuditReader.Find(tx, new AuditEventId(id)), cancellationToken) is { } record
            ? KeywrightAuditEvent.Of(record) : null;

    /// <summary>All events of the filter, newest first, read a few hundred at a time.</summary>
    public async IAsyncEnumerable<KeywrightAuditEvent> ReadAsync(
        KeywrightAuditFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var record in _export.Records((filter ?? new()).Inner, cancellationToken))
        {
            yield return KeywrightAuditEvent.Of(record);
        }
    }

    /// <summary>How often each type of event happened, most often first.</summary>
    public async Task<IReadOnlyList<KeywrightAuditCount>> CountAsync(
        KeywrightAuditFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var inner = (filter ?? new()).Inner;
        var counts = await _database.ReadOne(tx => AuditReader.CountByType(tx, inner), cancellationToken);
        return [.. counts.Select(count => new KeywrightAuditCount(count.Name, count.Count, count.Failures))];
    }

    /// <summary>Compares every event with its seal and every seal with the one before it and its signature.</summary>
    /// <param name="anchors">Lines that were kept elsewhere; what is no such line is passed over.</param>
    /// <param name="trustedKeys">Fingerprints of signing keys to trust, though they are not under this master key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<KeywrightAuditVerification> VerifyAsync(
        IEnumerable<string>? anchors = null, IEnumerable<string>? trustedKeys = null, CancellationToken cancellationToken = default) =>
        new(await _verify.Run(
            [.. (anchors ?? []).Select(AnchorLine.Parse).OfType<AnchorLine>()], [.. trustedKeys ?? []], cancellationToken));
}
