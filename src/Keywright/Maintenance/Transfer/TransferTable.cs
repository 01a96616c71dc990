using Keywright.Security.Revocations;

namespace Keywright.Maintenance.Transfer;

/// <summary>A table that travels. A row of it is an array of texts, one a column, whatever the database; null is NULL.</summary>
internal sealed class TransferTable
{
    private readonly Dictionary<string, int> _positions;

    /// <param name="name">Its name.</param>
    /// <param name="key">The columns of its primary key.</param>
    /// <param name="columns">All columns that travel.</param>
    public TransferTable(string name, string[] key, params TransferColumn[] columns)
    {
        Name = name;
        Columns = columns;
        _positions = columns.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        Key = [.. key.Select(Position)];
    }

    public string Name { get; }

    public IReadOnlyList<TransferColumn> Columns { get; }

    /// <summary>The positions of the columns of its primary key.</summary>
    public IReadOnlyList<int> Key { get; }

    /// <summary>Whether the database refuses changes of its rows.</summary>
    public bool IsAppendOnly { get; init; }

    /// <summary>Of what rights it is: nodes that cache them are told of a change.</summary>
    public SubjectKind? Subject { get; init; }

    public int Position(string column) => Find(column) ?? throw new ArgumentException($"{Name} has no column {column}.", nameof(column));

    public int? Find(string column) => _positions.TryGetValue(column, out var position) ? position : null;

    public string KeyOf(string?[] row) => Key.Count == 1 ? row[Key[0]]! : string.Join(' ', Key.Select(position => row[position]));
}
