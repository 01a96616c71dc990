using Keywright.Database.Backups;

namespace Keywright.Maintenance;

/// <summary>Rows that have ended and are kept no longer.</summary>
/// <param name="Table">Where they are.</param>
/// <param name="Rows">How many.</param>
public sealed record KeywrightExpired(string Table, long Rows);

/// <summary>
/// Backups, statistics and cleaning up, from the application's own code. The schema is compared by <see cref="KeywrightSchema"/>.
/// Restoring is the command's alone (<c>keywright db restore</c>): no application can replace the database that it has open.
/// </summary>
public sealed class KeywrightMaintenance
{
    private readonly Backups _backups;
    private readonly Statistics _statistics;
    private readonly Purge _purge;

    internal KeywrightMaintenance(Backups backups, Statistics statistics, Purge purge)
    {
        _backups = backups;
        _statistics = statistics;
        _purge = purge;
    }

    /// <summary>
    /// Makes a backup while everybody goes on, checks it, and gives it its name when it is whole and on the disk. Everything that was
    /// acknowledged before this call is in it.
    /// </summary>
    /// <param name="path">The file; by default one named by time in the folder backups of the data directory.</param>
    /// <param name="overwrite">Whether a file of that name may be replaced.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="BackupException">It could not be made. The message says why.</exception>
    public Task<KeywrightBackup> BackupAsync(
        string? path = null, bool overwrite = false, CancellationToken cancellationToken = default) =>
        _backups.ToFile(path, overwrite, cancellationToken);

    /// <summary>
    /// Writes a backup to a stream, to be encrypted or sent away. What was written before an exception is not a backup.
    /// </summary>
    /// <exception cref="BackupException">It could not be made. The message says why.</exception>
    public Task BackupAsync(Stream destination, CancellationToken cancellationToken = default) =>
        _backups.ToStream(destination, cancellationToken);

    /// <summary>Sizes, rows, the use of indexes, the write-ahead log, replication and settings of the database.</summary>
    public Task<KeywrightStatistics> StatisticsAsync(CancellationToken cancellationToken = default) => _statistics.Read(cancellationToken);

    /// <summary>
    /// Deletes what has expired, as the node does by itself every hour, and tells how many rows of each table.
    /// </summary>
    /// <param name="dryRun">Only counts them.</param>
    /// <param name="cancellationToken">Leaves off; what was deleted until then stays deleted.</param>
    public async Task<IReadOnlyList<KeywrightExpired>> CleanUpAsync(bool dryRun = false, CancellationToken cancellationToken = default) =>
        dryRun ? await _purge.Count(cancellationToken) : await _purge.Run(cancellationToken);
}
