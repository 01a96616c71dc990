using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Keywright.Http;
using Keywright.Http.Places;
using Keywright.Tests.Architecture;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Http.Places;

/// <summary>MaxMind DB File Format Specification 2.0.</summary>
public sealed class MmdbTests
{
    private static byte[] Small(int recordBits = 24, int ipVersion = 6) => new MmdbWriter(recordBits, ipVersion)
        .Add("192.0.2.0/25", "DE", "Berlin", 52.52, 13.405)
        .Add("192.0.2.128/25", "DE", "Köln", 50.94, 6.96)
        .Add("198.51.100.0/24", "NZ")
        .Bytes();

    [Theory]
    [InlineData(24, 4)]
    [InlineData(24, 6)]
    [InlineData(28, 4)]
    [InlineData(28, 6)]
    [InlineData(32, 4)]
    [InlineData(32, 6)]
    public void Trees_of_every_width_are_walked(int recordBits, int ipVersion)
    {
        var file = new Mmdb(Small(recordBits, ipVersion));

        Assert.Equal(new Place("DE", "Berlin") { LatitudeTenths = 525, LongitudeTenths = 134 }, Find(file, "192.0.2.127"));
        Assert.Equal("Köln, DE", Find(file, "192.0.2.128")!.ToString());
        Assert.Equal(new Place("NZ", null), Find(file, "198.51.100.255"));
        Assert.Null(Find(file, "198.51.101.0"));
        Assert.Null(Find(file, "2001:db8::1"));
    }

    [Fact]
    public void An_ipv6_network_is_found_beside_ipv4()
    {
        var file = new Mmdb(new MmdbWriter().Add("2001:db8::/32", "FR").Add("192.0.2.0/24", "DE").Bytes());

        Assert.Equal("FR", Find(file, "2001:db8:ffff::1")?.Country);
        Assert.Equal("DE", Find(file, "192.0.2.1")?.Country);
        Assert.Null(Find(file, "2001:db9::1"));
    }

    [Fact]
    public void Flat_records_are_read_too()
    {
        var record = MmdbWriter.Map(
            ("city", MmdbWriter.Text("Lyon")), ("country_code", MmdbWriter.Text("fr")), ("latitude", MmdbWriter.Float(45.76f)),
            ("longitude", MmdbWriter.Float(4.84f)));
        var file = new Mmdb(new MmdbWriter().AddRecord("192.0.2.0/24", record).Bytes());

        Assert.Equal(new Place("FR", "Lyon") { LatitudeTenths = 458, LongitudeTenths = 48 }, Find(file, "192.0.2.1"));
    }

    [Theory]
    [InlineData("Evil\u001b[31m", "D", 91f)]
    [InlineData("", "DEU", float.NaN)]
    [InlineData("\u0000", "<>", float.PositiveInfinity)]
    public void Nonsense_in_a_record_is_passed_over(string city, string country, float latitude)
    {
        var record = MmdbWriter.Map(
            ("city", MmdbWriter.Text(city)), ("country_code", MmdbWriter.Text(country)), ("latitude", MmdbWriter.Float(latitude)),
            ("longitude", MmdbWriter.Float(4)));

        Assert.Null(Find(new Mmdb(new MmdbWriter().AddRecord("192.0.2.0/24", record).Bytes()), "192.0.2.1"));
    }

    [Fact]
    public void A_pointer_to_itself_ends()
    {
        var record = MmdbWriter.Map(("country", MmdbWriter.Pointer(0)));
        Assert.Null(Find(new Mmdb(new MmdbWriter().AddRecord("192.0.2.0/24", record).Bytes()), "192.0.2.1"));

        var pointer = MmdbWriter.Pointer(0);
        Assert.Null(Find(new Mmdb(new MmdbWriter().AddRecord("192.0.2.0/24", pointer).Bytes()), "192.0.2.1"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    public void What_is_no_such_file_is_refused(int length) =>
        Assert.Throws<InvalidDataException>(() => new Mmdb(new byte[length]));

    [Fact]
    public void A_damaged_file_never_crashes_or_loops() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, (1 << 24) - 1)).ToArbitrary(),
        flips =>
        {
            var bytes = Small(flips.Length % 3 == 0 ? 28 : 24);
            foreach (var flip in flips)
            {
                bytes[(flip >> 8) % bytes.Length] ^= (byte)flip;
            }

            return IsHarmless(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_file_that_was_cut_off_never_crashes()
    {
        var whole = Small();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.True(IsHarmless(whole[..length]));
        }
    }

    // The package of tests/places: ./test installs it.
    [Theory]
    [InlineData("iptoasn-country.mmdb", "8.8.8.8", "US")]
    [InlineData("iptoasn-country.mmdb", "193.0.6.139", "NL")]
    [InlineData("iptoasn-country.mmdb", "2001:67c:2e8:22::c100:68b", "NL")]
    [InlineData("iptoasn-country-ipv4.mmdb", "193.0.6.139", "NL")]
    [InlineData("iptoasn-country-ipv6.mmdb", "2001:4860:4860::8888", "US")]
    [InlineData("iptoasn-country.mmdb", "10.1.2.3", null)]
    public void A_real_file_is_read(string name, string address, string? country)
    {
        var path = Repository.PathOf("tests", "places", "node_modules", "@ip-location-db", "iptoasn-country-mmdb", name);
        Assert.True(File.Exists(path), "Run ./test, or npm ci in tests/places.");

        Assert.Equal(country, Find(new Mmdb(File.ReadAllBytes(path)), address)?.Country);
    }

    [Fact]
    public void The_file_is_read_again_when_it_changes_and_a_bad_one_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "places.mmdb");
        File.WriteAllBytes(path, new MmdbWriter().Add("192.0.2.0/24", "DE").Bytes());
        var database = new GeoDatabase(new HttpSettings { GeoDatabase = path }, NullLogger<GeoDatabase>.Instance);
        Assert.Equal("DE", database.Find(IPAddress.Parse("192.0.2.1"))?.Country);

        Replace(path, new MmdbWriter().Add("192.0.2.0/24", "FR").Bytes(), 1);
        Assert.Equal("FR", database.Find(IPAddress.Parse("192.0.2.1"))?.Country);

        Replace(path, [1, 2, 3], 2);
        Assert.Equal("FR", database.Find(IPAddress.Parse("192.0.2.1"))?.Country);

        File.Delete(path);
        Assert.Equal("FR", database.Find(IPAddress.Parse("192.0.2.1"))?.Country);
    }

    private static void Replace(string path, byte[] bytes, int minutes)
    {
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 21, 12, minutes, 0, DateTimeKind.Utc));
    }

    private static bool IsHarmless(byte[] bytes)
    {
        try
        {
            var file = new Mmdb(bytes);
            foreach (var address in new[] { "192.0.2.1", "192.0.2.200", "198.51.100.7", "2001:db8::1", "::", "255.255.255.255" })
            {
                _ = Find(file, address);
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static Place? Find(Mmdb file, string address) => file.Find(IPAddress.Parse(address));
}
