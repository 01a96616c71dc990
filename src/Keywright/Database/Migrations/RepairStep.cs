namespace Keywright.Database.Migrations;

/// <summary>What was done to one row of the history.</summary>
/// <param name="Name">Of the migration.</param>
/// <param name="Action">realigned, cleared or forgotten.</param>
/// <param name="Message">A sentence that says so.</param>
internal sealed record RepairStep(string Name, string Action, string Message);
