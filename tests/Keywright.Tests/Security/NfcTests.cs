using System.Globalization;
using Keywright.Security;
using Keywright.Tests.Support;

namespace Keywright.Tests.Security;

public sealed class NfcTests
{
    [Fact]
    public void Every_vector_comes_out_in_form_C()
    {
        foreach (var line in Vectors.Lines("nfc.txt"))
        {
            var columns = Vectors.Columns(line);

            Assert.Equal(Text(columns[1]), Nfc.Normalize(Text(columns[0])));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text, née in Latin-1")]
    public void What_is_below_the_combining_marks_stays_the_same_object(string text) => Assert.Same(text, Nfc.Normalize(text));

    [Fact]
    public void Lone_surrogates_pass_through() => Assert.Equal("a\ud800é", Nfc.Normalize("a\ud800e\u0301"));

    [Fact]
    public void A_thousand_marks_on_one_letter_are_sorted_quickly() =>
        Assert.Equal(1_024, Nfc.Normalize("x" + string.Concat(Enumerable.Repeat("\u0315\u0316\u0334", 341))).Length);

    private static string Text(string codes) => string.Concat(
        codes.Split(' ').Select(code => char.ConvertFromUtf32(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
