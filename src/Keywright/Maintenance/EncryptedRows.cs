using System.Text;
using Keywright.Database;

namespace Keywright.Maintenance;

/// <summary>A value as it lies there, and what it is bound to.</summary>
internal sealed record EncryptedRow(SqlValue Key, byte[] Value, byte[] Associated);

/// <summary>
/// The statements over <see cref="EncryptedColumns"/>: names from the program only. Beside a table's own store this may write its column,
/// since what is in it stays the same.
/// </summary>
internal static class EncryptedRows
{
    // substr counts from one, and the header is the version and the id of the key.
    private const int HeaderLength = 5;

    /// <summary>Up to <paramref name="limit"/> values behind <paramref name="after"/> that don't begin with the header.</summary>
    public static ValueTask<List<EncryptedRow>> Outdated(Tx tx, EncryptedColumn column, byte[] header, SqlValue? after, int limit)
    {
        var beside = column.Beside is { } name ? ", " + name : "";
        var sql = Text($"SELECT {column.Key}, {column.Column}{beside} FROM kw.{column.Table} WHERE substr({column.Column}, 1, ");
        sql.AppendFormatted((Sql)$"{HeaderLength}) <> {header}");
        if (after is { } last)
        {
            sql.AppendLiteral(string.Intern($" AND {column.Key} > "));
            sql.AppendFormatted(last);
        }

        sql.AppendLiteral(string.Intern($" ORDER BY {column.Key} LIMIT "));
        sql.AppendFormatted(limit);
        return tx.List(sql, row => Read(row, column));
    }

    /// <summary>False when it was changed or deleted meanwhile.</summary>
    public static async ValueTask<bool> Replace(Tx tx, EncryptedColumn column, EncryptedRow row, byte[] value)
    {
        var sql = Text($"UPDATE kw.{column.Table} SET {column.Column} = ");
        sql.AppendFormatted(value);
        sql.AppendLiteral(string.Intern($" WHERE {column.Key} = "));
        sql.AppendFormatted(row.Key);
        sql.AppendLiteral(string.Intern($" AND {column.Column} = "));
        sql.AppendFormatted(row.Value);
        return await tx.Execute(sql) > 0;
    }

    private static EncryptedRow Read(Row row, EncryptedColumn column)
    {
        var beside = column.Beside is { } name ? row.Bytes(name) : [];
        if (column.HasTextKey)
        {
            var text = row.Text(column.Key);
            return new(SqlValue.Text(text), row.Bytes(column.Column), [.. Encoding.ASCII.GetBytes(text), .. beside]);
        }

        var id = row.Uuid(column.Key);
        return new(SqlValue.Uuid(id), row.Bytes(column.Column), [.. id.ToByteArray(bigEndian: true), .. beside]);
    }

    // Rendered statements are remembered by the identity of their parts.
    private static Sql Text(string text)
    {
        var sql = new Sql(0, 2);
        sql.AppendLiteral(string.Intern(text));
        return sql;
    }
}
