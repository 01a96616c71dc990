using Keywright.Configuration;
using Keywright.Server.Configuration;
using Keywright.Tests.Support;

namespace Keywright.Tests.Server;

public sealed class ServerConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Later_sources_win()
    {
        Assert.Equal("/api/auth", Read().RoutePrefix);

        var json = """{ "RoutePrefix": "/json", "Lockout": { "MaxAttempts": 9 } }""";
        File.WriteAllText(Path.Combine(_directory.Path, "keywright.json"), json);
        Assert.Equal("/json", Read().RoutePrefix);

        File.WriteAllText(Path.Combine(_directory.Path, ".env"), "KEYWRIGHT_RoutePrefix=/dotenv\nPOSTGRES_PASSWORD=not-ours\n");
        Assert.Equal("/dotenv", Read().RoutePrefix);

        _environment["KEYWRIGHT_ROUTEPREFIX"] = "/environment";
        Assert.Equal("/environment", Read().RoutePrefix);

        Assert.Equal("/line", Read("--RoutePrefix=/line").RoutePrefix);
        Assert.Equal(9, Read().Lockout.MaxAttempts);
    }

    [Fact]
    public void Two_underscores_nest()
    {
        _environment["KEYWRIGHT_RateLimiting__Enabled"] = "false";

        Assert.False(Read().RateLimiting.Enabled);
    }

    [Fact]
    public void The_founding_names_work_and_ours_win_over_them()
    {
        _environment["AUTH_SESSION_LIFETIME"] = "7200";
        _environment["AUTH_REMEMBER_LIFETIME"] = "2592000";
        _environment["JWT_SECRET"] = "c2VjcmV0";
        _environment["KEYWRIGHT_Sessions__RememberLifetime"] = "7d";

        var options = Read();

        Assert.Equal(TimeSpan.FromHours(2), options.Sessions.Lifetime);
        Assert.Equal(TimeSpan.FromDays(7), options.Sessions.RememberLifetime);
        Assert.Equal("c2VjcmV0", options.Keys.MasterKey);
    }

    [Fact]
    public void The_two_storages_must_agree()
    {
        _environment["OAUTH_STORAGE"] = "memory";
        _environment["AUTH_SESSION_STORAGE"] = "database";

        Assert.Contains("expected the same", Assert.Single(Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_source_is_checked_before_any_error_is_told()
    {
        File.WriteAllText(Path.Combine(_directory.Path, "keywright.json"), """{ "RoutePrefix": }""");
        File.WriteAllText(Path.Combine(_directory.Path, ".env"), "nonsense\nKEYWRIGHT_Lockout__Duration=long\n");
        _environment["KEYWRIGHT_SessionGaurd"] = "both";
        _environment["OAUTH_STORAGE"] = "redis";

        var errors = Errors("--Sessions:Lifetime=never");

        Assert.Equal(6, errors.Count);
    }

    [Fact]
    public void Variables_of_the_tests_are_no_settings()
    {
        _environment["KEYWRIGHT_TEST_POSTGRES"] = "postgresql://…";
        _environment["KEYWRIGHTX"] = "1";

        Assert.NotNull(Read());
    }

    [Theory]
    [InlineData("serve --urls http://127.0.0.1:1", "serve", "urls=http://127.0.0.1:1")]
    [InlineData("--RateLimiting:Enabled=false user list --json", "user list --json", "RateLimiting:Enabled=false")]
    [InlineData("user create --email a@b.c", "user create --email a@b.c", "")]
    [InlineData("serve --csrfprotection", "serve", "csrfprotection=true")]
    [InlineData("serve --No:Such=1", "serve", "No:Such=1")]
    [InlineData("serve -- --urls x", "serve -- --urls x", "")]
    public void Settings_may_stand_anywhere_on_the_command_line(string line, string command, string settings)
    {
        var split = Arguments.Split(line.Split(' '));

        Assert.Equal(command, string.Join(' ', split.Command));
        Assert.Equal(settings, string.Join(' ', split.Settings.Select(setting => $"{setting.Key}={setting.Value}")));
    }

    private KeywrightOptions Read(params string[] arguments) =>
        new ServerConfiguration(_directory.Path, _environment, Arguments.Split(arguments).Settings).ReadOrThrow();

    private IReadOnlyList<string> Errors(params string[] arguments) => Assert.Throws<ConfigurationException>(() => Read(arguments)).Errors;
}
