namespace Keywright.Maintenance;

/// <summary>A backup that was made and checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Database">sqlite or postgresql.</param>
/// <param name="Migration">The newest migration that it holds.</param>
/// <param name="MasterKey">The fingerprint of the master key that it belongs to; without that key it is worth little.</param>
/// <param name="CreatedAt">Everything acknowledged before is in it.</param>
public sealed record KeywrightBackup(
    string Path, long Bytes, string Database, string Migration, string? MasterKey, DateTimeOffset CreatedAt);
