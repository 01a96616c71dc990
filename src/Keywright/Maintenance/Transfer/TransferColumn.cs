namespace Keywright.Maintenance.Transfer;

internal enum ColumnKind
{
    Id,
    Text,
    Integer,
    Bigint,
    Instant,
    Bytes,
    Json,
    Ip,

    /// <summary>Encrypted under the master key: travels under a passphrase.</summary>
    Secret,
}

/// <summary>A column of a table that travels.</summary>
internal sealed record TransferColumn(string Name, ColumnKind Kind)
{
    /// <summary>What a row has that was written before there was this column.</summary>
    public string? Default { get; init; }

    /// <summary>The table whose <c>id</c> it holds, where that is enforced.</summary>
    public string? References { get; init; }

    /// <summary>Whether no two rows may have the same.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether it may differ between installations though the row is the same.</summary>
    public bool IsIncidental { get; init; }

    /// <summary>Of a <see cref="ColumnKind.Secret"/>: for what it was encrypted.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Of a <see cref="ColumnKind.Secret"/>: the column that it was bound to, an id.</summary>
    public string BoundTo { get; init; } = "id";

    /// <summary>Of a <see cref="ColumnKind.Secret"/>: whether a row makes no sense without it.</summary>
    public bool IsRequired { get; init; }
}
