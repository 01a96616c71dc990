using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Keywright.Security;
using Keywright.Security.Keys;
using Keywright.Security.Tokens;

namespace Keywright.Tests.Security.Tokens;

public sealed class SecretTokenTests
{
    private static readonly SessionId Session = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_new_token_is_parsed_and_hashes_the_same()
    {
        var token = SecretToken.New(TokenKind.PersonalAccess);
        var parsed = SecretToken.Parse(TokenKind.PersonalAccess, token.Reveal());

        Assert.NotNull(parsed);
        Assert.Equal(token.Hash, parsed.Hash);
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(token.Reveal())), token.Hash);
        Assert.StartsWith("kw_pat_", token.Reveal(), StringComparison.Ordinal);
        Assert.Equal("kw_pat_".Length + 43 + 6, token.Reveal().Length);
    }

    [Fact]
    public void Two_tokens_differ() =>
        Assert.NotEqual(SecretToken.New(TokenKind.Device).Reveal(), SecretToken.New(TokenKind.Device).Reveal());

    [Fact]
    public void Nothing_is_no_token()
    {
        Assert.Null(SecretToken.Parse(TokenKind.Device, null));
        Assert.Null(SecretToken.Parse(TokenKind.Device, ""));
        Assert.Null(AccessToken.Parse(null));
        Assert.Null(RefreshToken.Parse(null));
    }

    [Fact]
    public void A_kind_with_structure_is_no_plain_secret()
    {
        Assert.ThrowsAny<ArgumentException>(() => SecretToken.New(TokenKind.SessionAccess));
        Assert.ThrowsAny<ArgumentException>(() => SecretToken.Parse(TokenKind.SessionRefresh, ""));
    }

    [Fact]
    public void An_access_token_carries_its_session()
    {
        var token = AccessToken.New(Session);

        Assert.Equal(Session, AccessToken.Parse(token.Reveal())!.SessionId);
        Assert.Equal(token.Hash, AccessToken.Parse(token.Reveal())!.Hash);
        Assert.NotEqual(token.Reveal(), AccessToken.New(Session).Reveal());
    }

    [Fact]
    public void Neither_a_log_nor_a_debugger_shows_a_token()
    {
        var secret = SecretToken.New(TokenKind.ClientSecret);
        var access = AccessToken.New(Session);
        var refresh = new RefreshTokens(MasterKey.New()).New(Session, 1);

        AssertMasked(secret, secret.Reveal(), "kw_cs_");
        AssertMasked(access, access.Reveal(), "kw_at_");
        AssertMasked(refresh, refresh.Reveal(), "kw_rt_");
    }

    private static void AssertMasked(object token, string text, string prefix)
    {
        Assert.Equal(text[..(prefix.Length + 5)] + "…", token.ToString());
        Assert.StartsWith(prefix, token.ToString(), StringComparison.Ordinal);
        Assert.Equal("{ToString(),nq}", token.GetType().GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        Assert.All(
            token.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(field => field.Name.StartsWith('_')),
            field => Assert.Equal(DebuggerBrowsableState.Never, field.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State));
    }
}
