using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Keywright.Security.Tokens;
using Keywright.Tests.Support;

namespace Keywright.Tests.Security.Tokens;

public sealed class TokenTextTests
{
    private static readonly TokenKind[] Kinds = Enum.GetValues<TokenKind>();

    public static TheoryData<string> Accepted => Vectors.Theory("tokens.txt");

    public static TheoryData<string> Refused => Vectors.Theory("tokens-refused.txt");

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_token_of_another_implementation_reads_and_writes_the_same(string line)
    {
        var columns = Vectors.Columns(line);
        var kind = Enum.Parse<TokenKind>(columns[0]);
        var expected = columns[2].Split(' ');

        var payload = Decode(kind, columns[1]);

        Assert.NotNull(payload);
        Assert.Equal(expected[0], Convert.ToHexStringLower(payload));
        Assert.Equal(columns[1], TokenText.Encode(kind, payload));
        Assert.Equal(expected[1], Convert.ToHexStringLower(Hash(columns[1])));
        Assert.Equal(kind, TokenText.KindOf(columns[1]));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_text_that_is_no_token_is_refused(string line)
    {
        var columns = Vectors.Columns(line);

        Assert.Null(Decode(Enum.Parse<TokenKind>(columns[0]), JsonString(columns[1])));
    }

    [Fact]
    public void A_token_is_of_its_own_kind_only()
    {
        foreach (var kind in Kinds)
        {
            var text = TokenText.Encode(kind, new byte[TokenFormat.Of(kind).PayloadLength]);

            Assert.Equal([kind], Kinds.Where(other => Decode(other, text) is not null));
            Assert.Equal(kind, TokenText.KindOf(text));
        }

        Assert.Null(TokenText.KindOf("kw_at"));
        Assert.Null(TokenText.KindOf("eyJhbGciOi"));
    }

    [Fact]
    public void Every_single_changed_character_is_noticed()
    {
        var text = TokenText.Encode(TokenKind.SessionAccess, RandomNumberGenerator.GetBytes(TokenFormat.Access));
        for (var i = 0; i < text.Length; i++)
        {
            for (var code = 0; code < 128; code++)
            {
                var damaged = $"{text[..i]}{(char)code}{text[(i + 1)..]}";
                Assert.True((Decode(TokenKind.SessionAccess, damaged) is not null) == (damaged == text), damaged);
            }
        }
    }

    [Fact]
    public void Every_truncation_and_every_exchange_of_neighbours_is_noticed()
    {
        var text = TokenText.Encode(TokenKind.PersonalAccess, RandomNumberGenerator.GetBytes(TokenFormat.Secret));
        for (var i = 0; i < text.Length - 1; i++)
        {
            var exchanged = $"{text[..i]}{text[i + 1]}{text[i]}{text[(i + 2)..]}";
            Assert.Null(Decode(TokenKind.PersonalAccess, text[..i]));
            Assert.True(exchanged == text || Decode(TokenKind.PersonalAccess, exchanged) is null, exchanged);
        }
    }

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        Gen.Elements(Kinds).ToArbitrary(),
        (text, kind) => Decode(kind, text ?? "") is null && Decode(kind, TokenFormat.Of(kind).Prefix + text) is null
            && Hash(text ?? "").Length == 32).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("ünïcode")]
    public void The_hash_is_SHA_256_of_any_text(string text) => Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), Hash(text));

    [Fact]
    public void The_hash_of_a_text_longer_than_any_token_is_right_too() =>
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(new string('x', 5_000))), Hash(new string('x', 5_000)));

    [Fact]
    public void Refusing_allocates_nothing()
    {
        var token = AccessToken.New(new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch))).Reveal();
        string[] bad = [token[..^1] + (token[^1] == '0' ? '1' : '0'), token[..^1], "Bearer", "é" + token[1..], new('x', 40_000)];
        foreach (var text in bad)
        {
            Assert.Null(AccessToken.Parse(text));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var text in bad)
        {
            AccessToken.Parse(text);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // JsonSerializer refuses the lone surrogate of one vector.
    private static string JsonString(string json) => json.Contains(@"\ud800", StringComparison.Ordinal)
        ? json.Trim('"').Replace(@"\ud800", "\ud800", StringComparison.Ordinal)
        : JsonSerializer.Deserialize<string>(json)!;

    private static byte[]? Decode(TokenKind kind, string text)
    {
        var payload = new byte[TokenFormat.Of(kind).PayloadLength];
        return TokenText.TryDecode(kind, text, payload) ? payload : null;
    }

    private static byte[] Hash(string text)
    {
        var hash = new byte[32];
        TokenText.Hash(text, hash);
        return hash;
    }
}
