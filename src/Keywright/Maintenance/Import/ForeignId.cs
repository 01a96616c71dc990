using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Maintenance.Import;

/// <summary>
/// The id here of what had another id there: the same UUID, or a UUIDv7 (RFC 9562 §5.7) that follows from the source and the old id, so
/// that a second import finds it. Numbers keep their order: they stand where the time stands.
/// </summary>
internal static class ForeignId
{
    private const long MostTime = (1L << 48) - 1;

    public static string Of(string source, string kind, string id)
    {
        if (Guid.TryParse(id, out var same))
        {
            return same.ToString();
        }

        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"keywright import\0{source}\0{kind}\0{id}")).AsSpan(0, 16);
        var isNumber = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostTime;
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, isNumber ? number : 0);
        time[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
