using System.Net;
using System.Net.Sockets;

namespace Keywright.Http.Places;

/// <summary>
/// A database in the MaxMind DB format 2.0: a binary tree over the bits of addresses, whose leaves point to records. Read once into memory.
/// </summary>
internal sealed class Mmdb
{
    private const int Separator = 16;
    private const int MaxMetadata = 128 * 1024;
    private const int LongestCity = 100;
    private const int Ipv4InIpv6 = 96;
    private const int Ipv6Version = 6;

    private readonly byte[] _bytes;
    private readonly MmdbValues _data;
    private readonly int _nodes;
    private readonly int _recordBits;
    private readonly bool _isIpv6;
    private readonly long _ipv4Root;

    /// <exception cref="InvalidDataException">This is no such file, or a damaged one.</exception>
    public Mmdb(byte[] bytes)
    {
        _bytes = bytes;
        var tail = Math.Max(0, bytes.Length - MaxMetadata);
        var marker = tail + bytes.AsSpan(tail).LastIndexOf(Marker);
        if (marker < tail)
        {
            throw new InvalidDataException("This is not a MaxMind DB file.");
        }

        var metadata = new MmdbValues(bytes.AsMemory(marker + Marker.Length));
        var nodes = Whole(metadata, "node_count");
        _recordBits = (int)Whole(metadata, "record_size");
        _isIpv6 = Whole(metadata, "ip_version") == Ipv6Version;
        var tree = nodes * _recordBits / 4;
        if (_recordBits is not (24 or 28 or 32) || Whole(metadata, "binary_format_major_version") != 2 || tree + Separator > marker)
        {
            throw new InvalidDataException("This MaxMind DB file is of another version, or damaged.");
        }

        _nodes = (int)nodes;
        _data = new MmdbValues(bytes.AsMemory((int)tree + Separator, marker - (int)tree - Separator));
        _ipv4Root = _isIpv6 ? Walk(0, new byte[Ipv4InIpv6 / 8]) : 0;
    }

    /// <summary>\xAB\xCD\xEF and "MaxMind.com".</summary>
    private static ReadOnlySpan<byte> Marker => [0xAB, 0xCD, 0xEF, 0x4D, 0x61, 0x78, 0x4D, 0x69, 0x6E, 0x64, 0x2E, 0x63, 0x6F, 0x6D];

    /// <summary>Where the address is, or null: unknown, or the file is damaged there.</summary>
    public Place? Find(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out var length);
        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (isIpv6 && !_isIpv6)
        {
            return null;
        }

        var leaf = Walk(isIpv6 ? 0 : _ipv4Root, bytes[..length]);
        try
        {
            // Beyond the number of nodes a record is a place in the data section; the number itself says "nothing known".
            return leaf <= _nodes ? null : PlaceAt((int)(leaf - _nodes - Separator));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static long Whole(MmdbValues metadata, string key) =>
        metadata.Member(0, key) is { } at && metadata.Whole(at) is { } value
            ? value
            : throw new InvalidDataException($"The MaxMind DB file does not say its {key}.");

    private long Walk(long node, ReadOnlySpan<byte> address)
    {
        for (var bit = 0; bit < address.Length * 8 && node < _nodes; bit++)
        {
            node = Record((int)node, (address[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        return node;
    }

    private long Record(int node, int side)
    {
        var size = _recordBits / 4;
        var pair = _bytes.AsSpan(node * size, size);
        if (_recordBits != 28)
        {
            var half = size / 2;
            return Number(pair.Slice(side * half, half));
        }

        // The middle byte holds the highest four bits of either record.
        return side == 0 ? ((long)(pair[3] >> 4) << 24) | Number(pair[..3]) : ((long)(pair[3] & 15) << 24) | Number(pair[4..]);
    }

    private static long Number(ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        foreach (var one in bytes)
        {
            value = (value << 8) | one;
        }

        return value;
    }

    /// <summary>MaxMind's own records are nested and name cities in languages; those of others are often flat.</summary>
    private Place? PlaceAt(int at)
    {
        var country = Country(At(at, "country", "iso_code") ?? At(at, "country_code"));
        var city = City(At(at, "city", "names", "en") ?? At(at, "city"));
        var latitude = Tenths(At(at, "location", "latitude") ?? At(at, "latitude"), 90);
        var longitude = Tenths(At(at, "location", "longitude") ?? At(at, "longitude"), 180);
        return country is null && city is null && latitude is null
            ? null
            : new Place(country, city)
            {
                LatitudeTenths = longitude is null ? null : latitude,
                LongitudeTenths = latitude is null ? null : longitude,
            };
    }

    private int? At(int at, params ReadOnlySpan<string> path)
    {
        int? found = at;
        foreach (var key in path)
        {
            found = found is { } map ? _data.Member(map, key) : null;
        }

        return found;
    }

    private string? Country(int? at) => at is { } found ? CountryCode.Parse(_data.Text(found)) : null;

    private string? City(int? at)
    {
        var name = at is { } found ? _data.Text(found) : null;
        return string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl) ? null : Call.Cut(name, LongestCity);
    }

    private int? Tenths(int? at, int limit) =>
        at is { } found && _data.Number(found) is { } degrees && Math.Abs(degrees) <= limit ? (int)Math.Round(degrees * 10) : null;
}
