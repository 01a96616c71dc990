using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Keywright.Tests.Http.Places;

/// <summary>Makes small files in the MaxMind DB format 2.0. A country that was written before is pointed to, as in the real ones.</summary>
internal sealed class MmdbWriter(int recordBits = 24, int ipVersion = 6)
{
    private readonly List<int[]> _nodes = [[-1, -1]];
    private readonly MemoryStream _data = new();
    private readonly Dictionary<string, int> _countries = [];

    /// <summary>Adds a network with a record of MaxMind's own form.</summary>
    public MmdbWriter Add(string network, string country, string? city = null, double latitude = 0, double longitude = 0)
    {
        if (!_countries.TryGetValue(country, out var known))
        {
            known = _countries[country] = (int)_data.Length;
            _data.Write(Map(("iso_code", Text(country)), ("names", Map(("en", Text("Country of " + country))))));
        }

        var members = new List<(string, byte[])> { ("country", Pointer(known)) };
        if (city is not null)
        {
            members.Insert(0, ("city", Map(("geoname_id", UInt32(4711)), ("names", Map(("de", Text("Stadt")), ("en", Text(city)))))));
            members.Add(("location", Map(("latitude", Double(latitude)), ("longitude", Double(longitude)))));
        }

        return AddRecord(network, Map([.. members]));
    }

    public MmdbWriter AddRecord(string network, byte[] record)
    {
        var parsed = IPNetwork.Parse(network);
        var address = parsed.BaseAddress.GetAddressBytes();
        var isMapped = ipVersion == 6 && address.Length == 4;
        var bytes = isMapped ? [.. new byte[12], .. address] : address;
        var length = parsed.PrefixLength + (isMapped ? 96 : 0);
        var leaf = -2 - (int)_data.Length;
        _data.Write(record);
        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            var side = (bytes[bit / 8] >> (7 - (bit % 8))) & 1;
            if (bit == length - 1)
            {
                _nodes[node][side] = leaf;
                break;
            }

            if (_nodes[node][side] < 0)
            {
                _nodes.Add([-1, -1]);
                _nodes[node][side] = _nodes.Count - 1;
            }

            node = _nodes[node][side];
        }

        return this;
    }

    public byte[] Bytes()
    {
        using var file = new MemoryStream();
        foreach (var node in _nodes)
        {
            file.Write(Node(Record(node[0]), Record(node[1])));
        }

        file.Write(new byte[16]);
        file.Write(_data.ToArray());
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        file.Write(Map(
            ("node_count", UInt32((uint)_nodes.Count)), ("record_size", UInt16((ushort)recordBits)),
            ("ip_version", UInt16((ushort)ipVersion)), ("binary_format_major_version", UInt16(2)),
            ("database_type", Text("Keywright-Test")), ("description", Map(("en", Text("a text that is longer than twenty-nine bytes"))))));
        return file.ToArray();
    }

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length < 29
            ? [(byte)((2 << 5) | bytes.Length), .. bytes]
            : [(2 << 5) | 29, (byte)(bytes.Length - 29), .. bytes];
    }

    public static byte[] Map(params (string Key, byte[] Value)[] members) =>
        [(byte)((7 << 5) | members.Length), .. members.SelectMany(member => Text(member.Key).Concat(member.Value))];

    public static byte[] Float(float value)
    {
        var bytes = new byte[6];
        (bytes[0], bytes[1]) = (4, 8);
        BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(2), value);
        return bytes;
    }

    public static byte[] Pointer(int to) => [(byte)((1 << 5) | (to >> 8)), (byte)to];

    private static byte[] Double(double value)
    {
        var bytes = new byte[9];
        bytes[0] = (3 << 5) | 8;
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] UInt16(ushort value) => [(5 << 5) | 2, (byte)(value >> 8), (byte)value];

    private static byte[] UInt32(uint value) => [(6 << 5) | 4, (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private uint Record(int value) => (uint)(value >= 0 ? value : value == -1 ? _nodes.Count : _nodes.Count + 16 - value - 2);

    private byte[] Node(uint left, uint right) => recordBits switch
    {
        24 => [(byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(right >> 16), (byte)(right >> 8), (byte)right],
        28 =>
        [
            (byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(((left >> 24) << 4) | (right >> 24)),
            (byte)(right >> 16), (byte)(right >> 8), (byte)right,
        ],
        _ =>
        [
            (byte)(left >> 24), (byte)(left >> 16), (byte)(left >> 8), (byte)left,
            (byte)(right >> 24), (byte)(right >> 16), (byte)(right >> 8), (byte)right,
        ],
    };
}
