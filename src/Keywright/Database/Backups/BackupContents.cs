namespace Keywright.Database.Backups;

/// <summary>What a backup turned out to hold when it was checked.</summary>
/// <param name="Migration">The newest migration that was applied.</param>
/// <param name="Fingerprint">Of the master key that it belongs to; null when it was made before any key came to it.</param>
internal sealed record BackupContents(string Migration, string? Fingerprint);
