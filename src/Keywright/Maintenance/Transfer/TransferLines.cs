using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keywright.Database;

namespace Keywright.Maintenance.Transfer;

/// <summary>
/// Writes the lines of an export. First what it is; then a row a line, <c>{"users":{"id":"…"}}</c>, without its NULLs; last how many of
/// each there were, by which a file is known to be whole.
/// </summary>
internal sealed class TransferLines(Stream to, TransferSecret? secret) : IDisposable
{
    public const int Format = 1;

    private const int FlushAt = 64 * 1024;

    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushAt);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, Compact);

    public void Header(string? schema, string instance, DateTimeOffset now) => Line(writer =>
    {
        writer.WriteString("keywright", "export");
        writer.WriteNumber("format", Format);
        writer.WriteString("schema", schema);
        writer.WriteString("instance", instance);
        writer.WriteString("exported_at", Instants.ToText(now));
        secret?.Write(writer);
    });

    public void Row(TransferTable table, string?[] row) => Line(writer =>
    {
        writer.WriteStartObject(table.Name);
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] is { } text)
            {
                Value(writer, table, table.Columns[i], row, text);
            }
        }

        writer.WriteEndObject();
    });

    public void Footer(IEnumerable<TransferCount> counts) => Line(writer =>
    {
        writer.WriteStartObject("end");
        foreach (var count in counts)
        {
            writer.WriteNumber(count.Table, count.Written);
        }

        writer.WriteEndObject();
    });

    public void Flush()
    {
        to.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        to.Flush();
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Where a secret stands in a file.</summary>
    public static string Place(TransferTable table, TransferColumn column, string?[] row) =>
        $"{table.Name} {column.Name} {table.KeyOf(row)}";

    private void Value(Utf8JsonWriter writer, TransferTable table, TransferColumn column, string?[] row, string text)
    {
        switch (column.Kind)
        {
            case ColumnKind.Integer or ColumnKind.Bigint:
                writer.WriteNumber(column.Name, long.Parse(text, CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Json:
                writer.WritePropertyName(column.Name);
                writer.WriteRawValue(text, skipInputValidation: true);
                break;
            case ColumnKind.Secret:
                writer.WriteString(column.Name, secret!.Seal(Place(table, column, row), text));
                break;
            default:
                writer.WriteString(column.Name, text);
                break;
        }
    }

    private void Line(Action<Utf8JsonWriter> write)
    {
        _writer.Reset(_buffer);
        _writer.WriteStartObject();
        write(_writer);
        _writer.WriteEndObject();
        _writer.Flush();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushAt)
        {
            to.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
        }
    }
}
