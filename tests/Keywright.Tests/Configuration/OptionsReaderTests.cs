using Keywright.Sessions;
using Microsoft.Extensions.Configuration;

namespace Keywright.Tests.Configuration;

public sealed class OptionsReaderTests
{
    [Fact]
    public void The_defaults_are_right() => Assert.Empty(Read().Errors);

    [Fact]
    public void Values_of_every_kind_are_read()
    {
        var (options, errors) = Read(
            ("routeprefix", "/auth"), ("SessionGuard", "SESSION"), ("CsrfProtection", "off"), ("Sessions:Lifetime", "3600"),
            ("Sessions:RememberLifetime", "14d"), ("RateLimiting:MaxAttempts", "7"), ("PublicUrl", "https://id.example"),
            ("PersonalTokens:Lifetime", "30d"));

        Assert.Empty(errors);
        Assert.Equal("/auth", options.RoutePrefix);
        Assert.Equal(SessionGuard.Session, options.SessionGuard);
        Assert.False(options.CsrfProtection);
        Assert.Equal(TimeSpan.FromHours(1), options.Sessions.Lifetime);
        Assert.Equal(TimeSpan.FromDays(14), options.Sessions.RememberLifetime);
        Assert.Equal(7, options.RateLimiting.MaxAttempts);
        Assert.Equal("https://id.example", options.PublicUrl?.OriginalString);
        Assert.Equal(TimeSpan.FromDays(30), options.PersonalTokens.Lifetime);
    }

    [Fact]
    public void Names_that_the_operator_chose_may_lie_deep_and_have_colons()
    {
        var (options, errors) = Read(
            ("OAuth:Scopes:posts:Description", "All of posts"), ("OAuth:Scopes:posts:read:Description", "Read posts"),
            ("OAuth:Scopes:posts:read:Claims:0", "tenant"), ("OAuth:Scopes:users:all:write:Claims", "a, b"),
            ("External:google:ClientId", "ours"), ("External:google:ClientSecret", "theirs"));

        Assert.Empty(errors);
        Assert.Equal(["posts", "posts:read", "users:all:write"], options.OAuth.Scopes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("All of posts", options.OAuth.Scopes["posts"].Description);
        Assert.Equal("Read posts", options.OAuth.Scopes["posts:read"].Description);
        Assert.Equal(["tenant"], options.OAuth.Scopes["posts:read"].Claims);
        Assert.Equal(["a", "b"], options.OAuth.Scopes["users:all:write"].Claims);
        Assert.Equal("ours", options.External["google"].ClientId);
    }

    [Fact]
    public void A_misspelt_setting_below_a_chosen_name_is_told() => Assert.Contains(
        "OAuth:Scopes:posts:read:Descripton", Assert.Single(Read(("OAuth:Scopes:posts:read:Descripton", "Read")).Errors),
        StringComparison.Ordinal);

    [Fact]
    public void An_empty_text_means_the_default()
    {
        var (options, errors) = Read(("Sessions:Lifetime", ""), ("RateLimiting:MaxAttempts", " "), ("PublicUrl", ""));

        Assert.Empty(errors);
        Assert.Equal(TimeSpan.FromHours(2), options.Sessions.Lifetime);
        Assert.Equal(5, options.RateLimiting.MaxAttempts);
        Assert.Null(options.PublicUrl);
    }

    [Theory]
    [InlineData("10.0.0.0/8, 192.0.2.1", "10.0.0.0/8|192.0.2.1")]
    [InlineData("", "")]
    public void A_list_replaces_its_default(string text, string expected)
    {
        var (options, errors) = Read(("TrustedProxies", text));

        Assert.Empty(errors);
        Assert.Equal(expected, string.Join('|', options.TrustedProxies));
    }

    [Fact]
    public void A_list_may_be_an_array()
    {
        var (options, errors) = Read(("Urls:0", "http://127.0.0.1:1"), ("Urls:1", "http://[::1]:2"));

        Assert.Empty(errors);
        Assert.Equal(["http://127.0.0.1:1", "http://[::1]:2"], options.Urls);
    }

    [Fact]
    public void Every_error_is_named_at_once()
    {
        var (_, errors) = Read(
            ("RateLimitng:Enabled", "false"), ("Sessions:Lifetme", "1h"), ("RateLimiting", "false"), ("Sessions:RefreshGrace:X", "1"),
            ("RateLimiting:Enabled", "perhaps"), ("Lockout:MaxAttempts", "many"), ("Lockout:Duration", "99d"),
            ("SessionGuard", "cookies"), ("RateLimiting:MaxAttempts", "0"), ("Audit:StandardRetention", "1 week"), ("Urls", "localhost:80"),
            ("TrustedProxies", "proxy.internal"), ("Cors:Origins", "https://app.example/"), ("TokenScheme", "Bear er"),
            ("RoutePrefix", "api/"), ("PublicUrl", "ftp://x"), ("Urls:Zero", "x"));

        string[] expected =
        [
            "Audit:StandardRetention is \"1 week\": "
                + "expected a duration such as 90s, 15m, 2h, 30d or hh:mm:ss; a bare number means seconds.",
            "Cors:Origins has \"https://app.example/\": "
                + "expected an origin such as https://app.example, without a path or a slash at its end.",
            "Lockout:Duration is 99d: expected 1s to 30d.",
            "Lockout:MaxAttempts is \"many\": expected a whole number.",
            "PublicUrl is \"ftp://x\": expected an http or https URL.",
            "RateLimiting is a section, not a value: set what is in it, such as RateLimiting:Enabled.",
            "RateLimiting:Enabled is \"perhaps\": expected true or false.",
            "RateLimiting:MaxAttempts is 0: expected 1 to 10000.",
            "RateLimitng:Enabled is not a setting. Did you mean RateLimiting:Enabled?",
            "RoutePrefix is \"api/\": expected a path such as /api/auth, with a slash in front and none at its end.",
            "SessionGuard is \"cookies\": expected one of both, token, session.",
            "Sessions:Lifetme is not a setting. Did you mean Sessions:Lifetime?",
            "Sessions:RefreshGrace is one value, not a section: "
                + "expected a duration such as 90s, 15m, 2h, 30d or hh:mm:ss; a bare number means seconds.",
            "TokenScheme is \"Bear er\": expected one word of letters, digits and hyphens.",
            "TrustedProxies has \"proxy.internal\": expected an address or a network such as 10.0.0.0/8.",
            "Urls is empty: expected at least one such as http://127.0.0.1:5080.",
            "Urls is not a list: expected an array of texts, or one text with commas.",
        ];
        Assert.Equal(expected, errors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_that_do_not_fit_each_other_are_refused()
    {
        var (_, errors) = Read(
            ("Sessions:AccessTokenLifetime", "1h"), ("Sessions:RefreshTokenLifetime", "30m"), ("Sessions:AbsoluteLifetime", "10m"));

        Assert.Equal(2, errors.Count);
    }

    [Theory]
    [InlineData("SessionGuard", "1")]
    [InlineData("SessionGuard", "token,session")]
    [InlineData("Lockout:MaxAttempts", "5.0")]
    [InlineData("Lockout:MaxAttempts", "99999999999")]
    [InlineData("PublicUrl", "id.example")]
    [InlineData("Urls", "http://127.0.0.1:99999")]
    [InlineData("Urls", "https://127.0.0.1:5081")]
    [InlineData("Urls", "http://127.0.0.1:5080/path")]
    [InlineData("RoutePrefix", "/")]
    [InlineData("RoutePrefix", "/a{b}")]
    [InlineData("TokenHeader", "X Header")]
    [InlineData("Passwords:Profile", "nist")]
    [InlineData("Passwords:Memory", "1")]
    public void A_wrong_value_is_named(string setting, string value)
    {
        var error = Assert.Single(Read((setting, value)).Errors);

        Assert.StartsWith(setting, error, StringComparison.Ordinal);
        Assert.Contains("expected", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_is_checked_like_configuration()
    {
        var (_, errors) = OptionsReader.Read(new ConfigurationBuilder().Build(), options => options.RateLimiting.MaxAttempts = -1);

        Assert.Equal("RateLimiting:MaxAttempts is -1: expected 1 to 10000.", Assert.Single(errors));
    }

    private static (KeywrightOptions Options, IReadOnlyList<string> Errors) Read(params (string Key, string Value)[] settings) =>
        OptionsReader.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
}
