using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Audit.Sealing;

/// <summary>
/// SHA-256 over fields in an unambiguous form, which docs/guides/audit.md lets anybody repeat: each field is its length as four bytes, the
/// highest first, and its UTF-8 text; NULL is the length FFFFFFFF.
/// </summary>
internal sealed class CanonicalHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public CanonicalHash(string purpose) => Add(purpose);

    public void Add(string? text)
    {
        if (text is null)
        {
            AddLength(uint.MaxValue);
            return;
        }

        Add(Encoding.UTF8.GetBytes(text));
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        AddLength((uint)bytes.Length);
        _hash.AppendData(bytes);
    }

    public void Add(Guid? id) => Add(id?.ToString());

    public void Add(long? number) => Add(number?.ToString(CultureInfo.InvariantCulture));

    public void Add(DateTimeOffset? instant) =>
        Add(instant?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));

    public byte[] Done() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void AddLength(uint length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, length);
        _hash.AppendData(bytes);
    }
}
