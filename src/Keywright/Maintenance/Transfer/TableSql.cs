using Keywright.Database;

namespace Keywright.Maintenance.Transfer;

/// <summary>
/// The statements of a transfer, made from <see cref="TransferTable"/>: names from the program, never from a file. The one place beside the
/// stores that writes their tables, since a row travels as it is, past all rules of a feature.
/// </summary>
internal sealed class TableSql
{
    // What triggers set or hold back when a statement leaves it as it was, or moves it too little: written last, on its own.
    private static readonly string[] Touched = ["updated_at", "last_activity"];
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    private readonly TransferTable _table;
    private readonly RowCodec _codec;
    private readonly string _select;
    private readonly string _order;
    private readonly string _insert;
    private readonly string _cast;
    private readonly string _returning;
    private readonly string _update;
    private readonly string _where;
    private readonly string[] _set;
    private readonly string[] _is;

    public TableSql(TransferTable table, RowCodec codec)
    {
        _table = table;
        _codec = codec;
        var names = string.Join(", ", table.Columns.Select(column => column.Name));
        var keys = string.Join(", ", table.Key.Select(position => table.Columns[position].Name));

        // Rendered statements are remembered by the identity of their parts.
        _select = string.Intern($"SELECT {names} FROM kw.{table.Name}");
        _order = string.Intern($" ORDER BY {keys}");
        _where = string.Intern($" WHERE {table.Columns[table.Key[0]].Name} ");
        _insert = string.Intern($"INSERT INTO kw.{table.Name} ({names}) ");
        _cast = string.Intern($"SELECT {string.Join(", ", table.Columns.Select(Cast))} FROM unnest(");
        _returning = string.Intern($") AS v ({names}) ON CONFLICT DO NOTHING RETURNING {keys}");
        _update = string.Intern($"UPDATE kw.{table.Name} SET ");
        _set = [.. table.Columns.Select(column => string.Intern($"{column.Name} = "))];
        _is = [.. table.Columns.Select(column => string.Intern($" WHERE {column.Name} = "))];
    }

    public Sql All() => Text(_select, _order);

    /// <summary>A row, if any, that has something in a column.</summary>
    public static Sql AnyOf(TransferTable table, TransferColumn column) => Text(string.Intern(
        $"SELECT {column.Name} FROM kw.{table.Name} WHERE {column.Name} IS NOT NULL LIMIT 1"));

    /// <summary>Those of the ids of another table that are there.</summary>
    public static Sql Present(string table, IEnumerable<string> ids)
    {
        var sql = Text(string.Intern($"SELECT id FROM kw.{table} WHERE id "));
        sql.AppendFormatted(new SqlList(SqlValue.Ids([.. ids.Distinct().Select(Guid.Parse)])));
        return sql;
    }

    /// <summary>The rows whose key begins as one of these keys does.</summary>
    public Sql Existing(IEnumerable<string?[]> rows)
    {
        var sql = Text(_select, _where);
        var first = rows.Select(row => row[_table.Key[0]]!).Distinct();
        sql.AppendFormatted(new SqlList(_table.Columns[_table.Key[0]].Kind == ColumnKind.Id
            ? SqlValue.Ids([.. first.Select(Guid.Parse)])
            : SqlValue.Texts([.. first])));
        return sql;
    }

    /// <summary>The row that has this value in a unique column.</summary>
    public Sql Holder(int position, string?[] row)
    {
        var sql = Text(_select, _is[position]);
        sql.AppendFormatted(_codec.Value(_table, position, row));
        return sql;
    }

    /// <summary>One row; nothing happens where a key or unique value is taken.</summary>
    public Sql Insert(string?[] row)
    {
        var sql = Text(_insert, "VALUES (");
        for (var i = 0; i < row.Length; i++)
        {
            sql.AppendLiteral(i == 0 ? "" : ", ");
            sql.AppendFormatted(_codec.Value(_table, i, row));
        }

        sql.AppendLiteral(") ON CONFLICT DO NOTHING");
        return sql;
    }

    /// <summary>Many rows in one statement of PostgreSQL, an array a column; returns the keys of those that were inserted.</summary>
    public Sql InsertMany(IReadOnlyList<string?[]> rows)
    {
        var sql = Text(_insert, _cast);
        for (var i = 0; i < _table.Columns.Count; i++)
        {
            var position = i;
            sql.AppendLiteral(i == 0 ? "" : ", ");
            sql.AppendFormatted(SqlValue.Texts([.. rows.Select(row => _codec.Text(_table, position, row)!)]));
        }

        sql.AppendLiteral(_returning);
        return sql;
    }

    /// <summary>The statements that make the row with this key the given one.</summary>
    public IEnumerable<Sql> Overwrite(string?[] row)
    {
        var touched = Enumerable.Range(0, row.Length).Where(i => Touched.Contains(_table.Columns[i].Name)).ToList();
        yield return Set(
            row, [.. Enumerable.Range(0, row.Length).Except(_table.Key)],
            position => touched.Contains(position) ? SqlValue.Instant(Epoch) : _codec.Value(_table, position, row));
        foreach (var position in touched)
        {
            yield return Set(row, [position], _ => _codec.Value(_table, position, row));
        }
    }

    private Sql Set(string?[] row, int[] positions, Func<int, SqlValue> value)
    {
        var sql = Text(_update);
        foreach (var position in positions)
        {
            sql.AppendLiteral(position == positions[0] ? "" : ", ");
            sql.AppendLiteral(_set[position]);
            sql.AppendFormatted(value(position));
        }

        sql.AppendLiteral(_is[_table.Key[0]]);
        sql.AppendFormatted(_codec.Value(_table, _table.Key[0], row));
        foreach (var position in _table.Key.Skip(1))
        {
            sql.AppendLiteral(" AND ");
            sql.AppendLiteral(_set[position]);
            sql.AppendFormatted(_codec.Value(_table, position, row));
        }

        return sql;
    }

    private static Sql Text(params ReadOnlySpan<string> literals)
    {
        var sql = new Sql(0, 0);
        foreach (var literal in literals)
        {
            sql.AppendLiteral(literal);
        }

        return sql;
    }

    private static string Cast(TransferColumn column) => column.Kind switch
    {
        ColumnKind.Id => $"v.{column.Name}::uuid",
        ColumnKind.Integer => $"v.{column.Name}::integer",
        ColumnKind.Bigint => $"v.{column.Name}::bigint",
        ColumnKind.Instant => $"v.{column.Name}::timestamptz",
        ColumnKind.Bytes or ColumnKind.Secret => $"decode(v.{column.Name}, 'base64')",
        ColumnKind.Json => $"v.{column.Name}::jsonb",
        ColumnKind.Ip => $"v.{column.Name}::inet",
        _ => $"v.{column.Name}",
    };
}
