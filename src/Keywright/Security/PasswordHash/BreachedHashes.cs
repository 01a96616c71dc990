using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// Have I Been Pwned's list as its downloader writes it: lines <c>HASH:count</c> in the order of the SHA-1 hashes, a billion of them. It is
/// searched on the disk, some thirty small reads a password; nothing of it is kept. It is opened anew each time, so that a newer list can
/// take its place under a running server.
/// </summary>
internal sealed class BreachedHashes
{
    private const int HashLength = 40;
    private const int NtlmLength = 32;

    /// <summary>A hash, a colon, a count and the end of the line: more is no line of such a list.</summary>
    private const int LongestLine = 64;

    private const int Probes = 1_000;

    private readonly string _path;

    private BreachedHashes(string path) => _path = path;

    /// <summary>The list, or null when the file is none: its first line is no hash.</summary>
    /// <exception cref="IOException">It is one, and can't be searched: other hashes, or not sorted.</exception>
    public static BreachedHashes? Open(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> bytes = stackalloc byte[LongestLine];
        var line = LineIn(bytes[..RandomAccess.Read(file, bytes, 0)]);
        if (Digits(line) == NtlmLength && line.Length > NtlmLength && line[NtlmLength] == (byte)':')
        {
            throw new IOException($"{path} holds NTLM hashes: expected the list of SHA-1 hashes.");
        }

        if (!IsEntry(line))
        {
            return null;
        }

        Check(path, file);
        return new BreachedHashes(path);
    }

    /// <exception cref="IOException">The file is gone, or no longer such a list.</exception>
    [SuppressMessage("Security", "CA5350", Justification = "SHA-1 is what the list is made of; nothing is protected by it.")]
    public bool Contains(string password)
    {
        Span<byte> wanted = stackalloc byte[HashLength];
        _ = Encoding.ASCII.GetBytes(Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password))), wanted);
        Span<byte> line = stackalloc byte[LongestLine];
        using var file = File.OpenHandle(_path);
        long from = 0, to = RandomAccess.GetLength(file);
        while (from < to)
        {
            var (start, length) = LineAt(_path, file, from + ((to - from) / 2), line);
            switch (Compare(wanted, line))
            {
                case 0:
                    return true;
                case < 0:
                    to = start;
                    break;
                default:
                    from = start + length;
                    break;
            }
        }

        return false;
    }

    /// <summary>The line that <paramref name="position"/> lies in: where it begins, and its length with its end.</summary>
    private static (long Start, int Length) LineAt(
        string path, SafeFileHandle file, long position, Span<byte> line)
    {
        Span<byte> around = stackalloc byte[2 * LongestLine];
        var first = Math.Max(0, position - LongestLine);
        var read = around[..RandomAccess.Read(file, around, first)];
        var begin = read[..(int)(position - first)].LastIndexOf((byte)'\n') + 1;
        var end = read[begin..].IndexOf((byte)'\n') is var found and >= 0 ? found + 1 : read.Length - begin;
        if (end > LongestLine || !IsEntry(LineIn(read.Slice(begin, end))))
        {
            throw new IOException($"{path} has no line HASH:count at byte {first + begin}.");
        }

        read.Slice(begin, HashLength).CopyTo(line);
        return (first + begin, end);
    }

    /// <summary>A list that is not sorted would find nothing, and nobody would notice.</summary>
    private static void Check(string path, SafeFileHandle file)
    {
        var size = RandomAccess.GetLength(file);
        Span<byte> before = stackalloc byte[LongestLine];
        Span<byte> line = stackalloc byte[LongestLine];
        long last = -1;
        for (var probe = 0; probe <= Probes; probe++)
        {
            var (start, _) = LineAt(path, file, (long)((size - 1) * (probe / (double)Probes)), line);
            if (start > last && last >= 0 && Compare(before, line) >= 0)
            {
                throw new IOException($"{path} is not in the order of its hashes: sort it.");
            }

            line.CopyTo(before);
            last = start;
        }
    }

    private static ReadOnlySpan<byte> LineIn(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        return (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r');
    }

    private static bool IsEntry(ReadOnlySpan<byte> line) =>
        Digits(line) == HashLength && (line.Length == HashLength || line[HashLength] == (byte)':');

    /// <summary>How many hexadecimal digits it begins with.</summary>
    private static int Digits(ReadOnlySpan<byte> line)
    {
        var count = 0;
        while (count < line.Length && char.IsAsciiHexDigit((char)line[count]))
        {
            count++;
        }

        return count;
    }

    private static int Compare(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        for (var i = 0; i < HashLength; i++)
        {
            if ((one[i] | 0x20) - (other[i] | 0x20) is var difference and not 0)
            {
                return difference;
            }
        }

        return 0;
    }
}
