using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Keywright.Database.Sqlite;

/// <summary>Hands the values of a <see cref="Sql"/> to a statement. SQLite copies each, so nothing stays pinned.</summary>
internal static unsafe class SqliteBinder
{
    private const int StackBytes = 512;
    private const nint Transient = -1;

    public static void Bind(SqliteConnection connection, SqliteStatement statement, ReadOnlySpan<SqlValue> values)
    {
        if (values.Length != statement.Parameters)
        {
            throw new InvalidOperationException($"The statement has {statement.Parameters} parameters and got {values.Length} values.");
        }

        for (var i = 0; i < values.Length; i++)
        {
            var code = Bind(connection.Native, statement.Handle, i + 1, in values[i]);
            if (code != SqliteCode.Ok)
            {
                throw connection.Failure(code);
            }
        }
    }

    private static int Bind(NativeSqlite native, nint statement, int index, in SqlValue value)
    {
        if (value.IsNull)
        {
            return native.BindNull(statement, index);
        }

        switch (value.Type)
        {
            case SqlType.Integer or SqlType.Bigint:
                return native.BindLong(statement, index, value.Number);
            case SqlType.Text or SqlType.Json:
                return BindText(native, statement, index, (string)value.Object!);
            case SqlType.Blob:
                return BindBlob(native, statement, index, (byte[])value.Object!);
            case SqlType.IdList or SqlType.TextList or SqlType.InstantList:
                return BindList(native, statement, index, in value);
            default:
                Span<byte> text = stackalloc byte[96];
                return BindUtf8(native, statement, index, text[..Format(in value, text)]);
        }
    }

    /// <summary>An id, instant or address as ASCII.</summary>
    private static int Format(in SqlValue value, Span<byte> text)
    {
        int length;
        switch (value.Type)
        {
            case SqlType.Id:
                _ = value.Id.TryFormat(text, out length, "D");
                return length;
            case SqlType.Instant:
                Instants.Write(value.Number, text);
                return Instants.TextLength;
            default:
                _ = ((IPAddress)value.Object!).TryFormat(text, out length);
                return length;
        }
    }

    private static int BindText(NativeSqlite native, nint statement, int index, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        var buffer = rented ?? stackalloc byte[StackBytes];
        var code = BindUtf8(native, statement, index, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return code;
    }

    // A null pointer means NULL: what is empty points at something all the same.
    private static int BindUtf8(NativeSqlite native, nint statement, int index, ReadOnlySpan<byte> text)
    {
        fixed (byte* pointer = text.IsEmpty ? "\0"u8 : text)
        {
            return native.BindText(statement, index, pointer, text.Length, Transient);
        }
    }

    private static int BindBlob(NativeSqlite native, nint statement, int index, ReadOnlySpan<byte> blob)
    {
        fixed (byte* pointer = blob.IsEmpty ? "\0"u8 : blob)
        {
            return native.BindBlob(statement, index, pointer, blob.Length, Transient);
        }
    }

    private static int BindList(NativeSqlite native, nint statement, int index, in SqlValue value)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            WriteItems(writer, in value);
            writer.WriteEndArray();
        }

        return BindUtf8(native, statement, index, json.WrittenSpan);
    }

    private static void WriteItems(Utf8JsonWriter writer, in SqlValue value)
    {
        if (value.Object is IReadOnlyCollection<Guid> ids)
        {
            foreach (var id in ids)
            {
                writer.WriteStringValue(id);
            }
        }
        else if (value.Object is IReadOnlyCollection<DateTimeOffset> instants)
        {
            foreach (var instant in instants)
            {
                writer.WriteStringValue(Instants.ToText(instant));
            }
        }
        else
        {
            foreach (var text in (IReadOnlyCollection<string>)value.Object!)
            {
                writer.WriteStringValue(text);
            }
        }
    }
}
