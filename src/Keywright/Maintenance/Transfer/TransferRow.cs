namespace Keywright.Maintenance.Transfer;

/// <summary>A row on its way into the database, and where it came from.</summary>
internal readonly record struct TransferRow(string?[] Values, string Place);
