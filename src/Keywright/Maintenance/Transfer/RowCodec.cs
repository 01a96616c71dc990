using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Keywright.Database;
using Keywright.Security.Keys;

namespace Keywright.Maintenance.Transfer;

/// <summary>
/// Rows of either database as texts of one spelling, and back. What the master key encrypts is plain in such a row, so that it can be
/// compared and goes nowhere but into memory.
/// </summary>
internal sealed class RowCodec(MasterKey key)
{
    /// <exception cref="InvalidDataException">A secret is not of this master key.</exception>
    public string?[] Read(TransferTable table, Row row)
    {
        var texts = new string?[table.Columns.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var column = table.Columns[i];
            texts[i] = row.IsNull(column.Name) ? null : Read(column, row);
        }

        return texts;
    }

    /// <summary>The key of a row that has no more than that.</summary>
    public string Key(TransferTable table, Row row) =>
        string.Join(' ', table.Key.Select(position => Read(table.Columns[position], row)));

    /// <summary>The one spelling of <paramref name="text"/>, or null when the column can't hold it.</summary>
    public static string? Canonical(TransferColumn column, string text)
    {
        switch (column.Kind)
        {
            case ColumnKind.Id:
                return Guid.TryParseExact(text, "D", out var id) ? id.ToString() : null;
            case ColumnKind.Bigint:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big)
                    ? big.ToString(CultureInfo.InvariantCulture)
                    : null;
            case ColumnKind.Integer:
                return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : null;
            case ColumnKind.Instant:
                return IsInstant(text) ? text : null;
            case ColumnKind.Bytes or ColumnKind.Secret:
                return System.Buffers.Text.Base64.IsValid(text) ? text : null;
            case ColumnKind.Ip:
                return IPAddress.TryParse(text, out var address) ? address.ToString() : null;
            case ColumnKind.Json:
                return Json(text);
            default:
                // PostgreSQL has no NUL in a text.
                return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
    }

    public SqlValue Value(TransferTable table, int position, string?[] row)
    {
        var (column, text) = (table.Columns[position], row[position]);
        return column.Kind switch
        {
            ColumnKind.Id => SqlValue.Uuid(text is null ? null : Guid.ParseExact(text, "D")),
            ColumnKind.Integer => SqlValue.Integer(text is null ? null : int.Parse(text, CultureInfo.InvariantCulture)),
            ColumnKind.Bigint => SqlValue.Bigint(text is null ? null : long.Parse(text, CultureInfo.InvariantCulture)),
            ColumnKind.Instant => SqlValue.Instant(text is null ? null : Instants.Parse(Encoding.ASCII.GetBytes(text))),
            ColumnKind.Bytes => SqlValue.Blob(text is null ? null : Convert.FromBase64String(text)),
            ColumnKind.Json => SqlValue.Json(text),
            ColumnKind.Ip => SqlValue.Ip(text is null ? null : IPAddress.Parse(text)),
            ColumnKind.Secret => SqlValue.Blob(text is null ? null : Encrypt(table, column, row, text)),
            _ => SqlValue.Text(text),
        };
    }

    /// <summary>A value for a parameter that is an array of texts; the statement turns it into what the column is.</summary>
    public string? Text(TransferTable table, int position, string?[] row) =>
        row[position] is { } text && table.Columns[position].Kind == ColumnKind.Secret
            ? Convert.ToBase64String(Encrypt(table, table.Columns[position], row, text))
            : row[position];

    private string Read(TransferColumn column, Row row) => column.Kind switch
    {
        ColumnKind.Id => row.Uuid(column.Name).ToString(),
        ColumnKind.Integer => row.Int(column.Name).ToString(CultureInfo.InvariantCulture),
        ColumnKind.Bigint => row.Long(column.Name).ToString(CultureInfo.InvariantCulture),
        ColumnKind.Instant => Instants.ToText(row.Instant(column.Name)),
        ColumnKind.Bytes => Convert.ToBase64String(row.Bytes(column.Name)),
        ColumnKind.Json => CanonicalJson.Of(row.Text(column.Name)),
        ColumnKind.Ip => row.Ip(column.Name)!.ToString(),
        ColumnKind.Secret => Decrypt(column, row),
        _ => row.Text(column.Name),
    };

    private string Decrypt(TransferColumn column, Row row) =>
        key.Decrypt(column.Purpose, row.Bytes(column.Name), row.Uuid(column.BoundTo).ToByteArray(bigEndian: true)) is { } plain
            ? Convert.ToBase64String(plain)
            : throw new InvalidDataException($"{column.Name} of {row.Uuid(column.BoundTo)} is not encrypted under this master key.");

    private byte[] Encrypt(TransferTable table, TransferColumn column, string?[] row, string plain) => key.Encrypt(
        column.Purpose, Convert.FromBase64String(plain),
        Guid.ParseExact(row[table.Position(column.BoundTo)]!, "D").ToByteArray(bigEndian: true));

    private static bool IsInstant(string text) => text.Length == Instants.TextLength && DateTime.TryParseExact(
        text, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _);

    private static string? Json(string text)
    {
        try
        {
            var canonical = CanonicalJson.Of(text);
            return canonical.Contains("\\u0000", StringComparison.Ordinal) ? null : canonical;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
