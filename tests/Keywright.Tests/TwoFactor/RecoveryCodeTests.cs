using Keywright.Security;
using Keywright.TwoFactor;

namespace Keywright.Tests.TwoFactor;

public sealed class RecoveryCodeTests
{
    private static readonly UserId Ada = new(Guid.Parse("018f0000-0000-7000-8000-000000000001"));

    [Fact]
    public void A_code_is_found_however_it_is_typed()
    {
        var code = RecoveryCode.New();
        var hash = RecoveryCode.HashOf(Ada, code);

        Assert.NotNull(hash);
        Assert.Equal(hash, RecoveryCode.HashOf(Ada, code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.Equal(hash, RecoveryCode.HashOf(Ada, code.Replace('0', 'o').Replace('1', 'l')));
    }

    [Fact]
    public void Two_users_share_no_hash()
    {
        var code = RecoveryCode.New();

        Assert.NotEqual(RecoveryCode.HashOf(Ada, code), RecoveryCode.HashOf(new UserId(Guid.Empty), code));
    }

    // OWASP ASVS 5.0, 6.5.2: with 112 bits or more a plain hash keeps it. Each letter is one of 32, wherever it stands.
    [Fact]
    public void A_code_has_120_random_bits()
    {
        var codes = Enumerable.Range(0, 2_000).Select(_ => RecoveryCode.New().Replace("-", "", StringComparison.Ordinal)).ToList();

        Assert.All(codes, code => Assert.Equal(24, code.Length));
        Assert.All(Enumerable.Range(0, 24), place => Assert.Equal(32, codes.Select(code => code[place]).Distinct().Count()));
        Assert.Equal(2_000, codes.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("UUUUUU-UUUUUU-UUUUUU-UUUUUU")]
    [InlineData("000000-000000-000000-0000000")]
    public void What_is_no_code_has_no_hash(string text) => Assert.Null(RecoveryCode.HashOf(Ada, text));
}
