using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Keywright.Configuration;

namespace Keywright.Tests.Configuration;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("3600", 3600)] // seconds, not ten years
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7200)]
    [InlineData("30d", 2_592_000)]
    [InlineData("30 d", 2_592_000)]
    [InlineData(" 2H ", 7200)]
    [InlineData("01:30:00", 5400)]
    [InlineData("1:30:00", 5400)]
    [InlineData("1.12:00:00", 129_600)]
    public void Durations_are_read_as_people_write_them(string text, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("d")]
    [InlineData("-1")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5h")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("1h30m")]
    [InlineData("15 minutes")]
    [InlineData("10ms")]
    [InlineData("5:00")]
    [InlineData("-01:00:00")]
    [InlineData("01:60:00")]
    [InlineData("25:00:00")]
    [InlineData("٣s")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807d")]
    [InlineData("922337203686s")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(Durations.Parse(text));

    [Fact]
    public void What_is_formatted_reads_back() =>
        Prop.ForAll(Seconds(), seconds => Durations.Parse(Durations.Format(TimeSpan.FromSeconds(seconds))) == TimeSpan.FromSeconds(seconds))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_unit_multiplies_a_bare_number()
    {
        foreach (var (unit, factor) in new[] { ("s", 1), ("m", 60), ("h", 3600), ("d", 86400) })
        {
            Prop.ForAll(Seconds(), number =>
                Durations.Parse(number.ToString(CultureInfo.InvariantCulture) + unit) == TimeSpan.FromSeconds((long)number * factor))
                .QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void The_clock_form_is_the_framework_s() =>
        Prop.ForAll(Seconds(), seconds =>
            Durations.Parse(TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture)) == TimeSpan.FromSeconds(seconds))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_breaks_the_reading() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => Durations.Parse(text.Get) is not { Ticks: < 0 })
            .QuickCheckThrowOnFailure();

    private static Arbitrary<int> Seconds() => Gen.Choose(0, 10_000_000).ToArbitrary();
}
