namespace Keywright.Database.Backups;

/// <summary>A backup could not be made, is not one, or can't be restored now. The message is for an operator to read.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
