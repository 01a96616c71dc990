using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Keywright.Security.Tokens;

namespace Keywright.Tests.Security.Tokens;

public sealed class Base62Tests
{
    [Theory]
    [InlineData(32, 43)]
    [InlineData(48, 65)]
    [InlineData(72, 97)]
    public void The_width_is_the_least_that_holds_every_value(int bytes, int width) => Assert.Equal(width, Base62.Width(bytes));

    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(72)]
    public void What_was_encoded_is_decoded(int length) => Prop
        .ForAll(Bytes(length).ToArbitrary(), payload => Decode(Encode(payload), length)!.SequenceEqual(payload))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(72)]
    public void Whatever_decodes_is_the_one_spelling_of_its_payload(int length)
    {
        const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var digits = Gen.Elements(Alphabet.ToCharArray()).ArrayOf(Base62.Width(length)).Select(chars => new string(chars));

        Prop
            .ForAll(digits.ToArbitrary(), text => Decode(text, length) is not { } payload || Encode(payload) == text)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Zero_is_padded() => Assert.Equal(new string('0', 43), Encode(new byte[32]));

    private static Gen<byte[]> Bytes(int length) => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(length);

    private static string Encode(byte[] payload)
    {
        var digits = new byte[Base62.Width(payload.Length)];
        Base62.Encode(payload, digits);
        return Encoding.ASCII.GetString(digits);
    }

    private static byte[]? Decode(string text, int length)
    {
        var payload = new byte[length];
        return Base62.TryDecode(Encoding.ASCII.GetBytes(text), payload) ? payload : null;
    }
}
