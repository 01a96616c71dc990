namespace Keywright.Maintenance.Transfer;

/// <summary>What became of the rows of one table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">The rows that were read.</param>
/// <param name="Written">Those of them that were written: new ones, and with Overwrite changed ones.</param>
/// <param name="Unchanged">Those that were there already.</param>
/// <param name="Refused">Those that were not written; each was told.</param>
public sealed record TransferCount(string Table, long Rows, long Written, long Unchanged, long Refused);

/// <summary>Something in the source that did not arrive, or not as it was.</summary>
/// <param name="Place">Where it stands: a line of a file, a row of a table.</param>
/// <param name="Table">The table it would have become a row of.</param>
/// <param name="Id">The id of that row, where it has one.</param>
/// <param name="Reason">What did not arrive, and why.</param>
/// <param name="IsRefused">Whether the whole row was left out; else a part of it.</param>
public sealed record TransferProblem(string Place, string Table, string? Id, string Reason, bool IsRefused)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Table}{(Id is null ? "" : " " + Id)}: {Reason}";
}

/// <summary>How far a transfer is.</summary>
/// <param name="Table">The table it is at.</param>
/// <param name="Rows">The rows that are done, of all tables.</param>
public sealed record TransferProgress(string Table, long Rows);

/// <summary>The end of an export or import.</summary>
/// <param name="Tables">A count a table.</param>
/// <param name="Problems">How many problems were told.</param>
public sealed record TransferReport(IReadOnlyList<TransferCount> Tables, long Problems)
{
    /// <summary>Whether every row of the source is now there.</summary>
    public bool IsComplete => Tables.All(table => table.Refused == 0);
}
