using System.Buffers.Binary;
using System.Buffers.Text;

namespace Keywright.Audit;

/// <summary>
/// A place in the order of events, by time and then by id: total whoever made the ids, so that a page begins where the last one ended,
/// whatever was written meanwhile.
/// </summary>
internal readonly record struct AuditCursor(DateTimeOffset At, Guid Id)
{
    private const int Length = sizeof(long) + 16;

    public static AuditCursor Of(AuditRecord record) => new(record.CreatedAt, record.Id);

    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.UtcTicks);
        _ = Id.TryWriteBytes(bytes[sizeof(long)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for what no list gave out.</summary>
    public static AuditCursor? Decode(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length) || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Length)
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new AuditCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[sizeof(long)..], bigEndian: true))
            : null;
    }
}
