using System.Globalization;
using System.Text;
using Keywright.TwoFactor;

namespace Keywright.Tests.TwoFactor;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238 appendix B, SHA-1; eight digits there, of which ours are the last six.
    [Theory]
    [InlineData(59, 94287082)]
    [InlineData(1111111109, 07081804)]
    [InlineData(1111111111, 14050471)]
    [InlineData(1234567890, 89005924)]
    [InlineData(2000000000, 69279037)]
    [InlineData(20000000000, 65353130)]
    public void The_codes_are_those_of_rfc_6238(long seconds, int code) =>
        Assert.Equal(code % 1_000_000, Totp.Code(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    // RFC 4226 appendix D.
    [Theory]
    [InlineData(0, 755224)]
    [InlineData(1, 287082)]
    [InlineData(2, 359152)]
    [InlineData(9, 520489)]
    public void The_codes_are_those_of_rfc_4226(long counter, int code) => Assert.Equal(code, Totp.Code(Secret, counter));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void One_step_of_drift_is_let_through(int drift, bool isRight)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.StepAt(now) + drift;
        var code = Totp.Code(Secret, step).ToString("d6", CultureInfo.InvariantCulture);

        Assert.Equal(isRight ? step : null, Totp.Match(Secret, code, now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870820")]
    [InlineData("-87082")]
    [InlineData("+87082")]
    [InlineData("28708x")]
    [InlineData("２８７０８２")]
    public void What_is_no_code_matches_nothing(string code) =>
        Assert.Null(Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(59)));

    [Fact]
    public void Spaces_in_a_code_are_let_through() =>
        Assert.Equal(1, Totp.Match(Secret, "287 082", DateTimeOffset.FromUnixTimeSeconds(59)));

    // RFC 4648 §10, without the padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_rfc_4648(string text, string encoded) =>
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text), Base32.Rfc4648));
}
