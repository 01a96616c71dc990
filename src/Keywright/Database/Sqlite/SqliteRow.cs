using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Keywright.Database.Sqlite;

/// <summary>The row that a statement stands on.</summary>
internal sealed unsafe class SqliteRow(SqliteStatement statement, NativeSqlite native) : Row
{
    private enum Kind
    {
        Integer = 1,
        Float = 2,
        Text = 3,
        Blob = 4,
        Null = 5,
    }

    public override bool IsNull(string column) => native.ColumnType(statement.Handle, Find(column)) == (int)Kind.Null;

    public override string Text(string column) => Encoding.UTF8.GetString(Utf8(column));

    public override int Int(string column) => checked((int)Long(column));

    public override long Long(string column) => native.ColumnLong(statement.Handle, Demand(column, Kind.Integer));

    public override byte[] Bytes(string column)
    {
        var index = Demand(column, Kind.Blob);
        return new ReadOnlySpan<byte>(native.ColumnBlob(statement.Handle, index), native.ColumnBytes(statement.Handle, index)).ToArray();
    }

    public override Guid Uuid(string column) =>
        Utf8Parser.TryParse(Utf8(column), out Guid id, out var used, 'D') && used == 36
            ? id
            : throw new FormatException($"Column {column} does not hold a UUID.");

    public override DateTimeOffset Instant(string column) => Instants.Parse(Utf8(column));

    public override IPAddress? Ip(string column) => IsNull(column) ? null : IPAddress.Parse(Utf8(column));

    private ReadOnlySpan<byte> Utf8(string column)
    {
        var index = Demand(column, Kind.Text);
        return new ReadOnlySpan<byte>(native.ColumnText(statement.Handle, index), native.ColumnBytes(statement.Handle, index));
    }

    // SQLite would turn NULL into 0 and 'abc' into 0 without a word.
    private int Demand(string column, Kind kind)
    {
        var index = Find(column);
        var found = (Kind)native.ColumnType(statement.Handle, index);
        return found == kind ? index : throw new InvalidOperationException($"Column {column} holds {found} where {kind} was expected.");
    }

    private int Find(string column)
    {
        var columns = statement.Columns;
        for (var i = 0; i < columns.Length; i++)
        {
            if (ReferenceEquals(columns[i], column))
            {
                return i;
            }
        }

        var index = Array.IndexOf(columns, column);
        return index >= 0
            ? index
            : throw new InvalidOperationException($"There is no column {column}, only {string.Join(", ", columns)}.");
    }
}
