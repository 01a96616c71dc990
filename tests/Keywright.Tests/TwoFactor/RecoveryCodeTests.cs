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

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("UUUUUU-UUUUUU-UUUUUU-UUUUUU")]
    [InlineData("000000-000000-000000-0000000")]
    public void What_is_no_code_has_no_hash(string text) => Assert.Null(RecoveryCode.HashOf(Ada, text));
}
