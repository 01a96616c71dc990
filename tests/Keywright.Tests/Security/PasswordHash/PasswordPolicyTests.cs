using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Keywright.Security.PasswordHash;

namespace Keywright.Tests.Security.PasswordHash;

public sealed class PasswordPolicyTests
{
    private const string Common = "This password is one of the first that an attacker tries. Choose another.";

    private readonly PasswordPolicy _policy = new(new());

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("violet-harbor-93-kite")]
    [InlineData("purple monkey dishwasher")]
    [InlineData("difference engine 1842")]
    [InlineData("mQ2pXk7z")]
    [InlineData("Sunflower-42-river")]
    [InlineData("пароль не простой")]
    [InlineData("馬は正しい電池の留め金")]
    public void A_password_that_is_hard_to_guess_is_accepted(string password) =>
        Assert.Null(_policy.Refuse(password, "ada@example.com", "Ada"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mQ2pXk7")]
    [InlineData("😀😁😂🤣😃😄😅")]
    public void A_short_one_is_refused(string? password) => Assert.Equal("Use at least 8 characters.", _policy.Refuse(password));

    [Theory]
    [InlineData("password")]
    [InlineData("Password1!")]
    [InlineData("P@ssw0rd")]
    [InlineData("12345678")]
    [InlineData("1234567890")]
    [InlineData("qwerty123")]
    [InlineData("qwertyuiop")]
    [InlineData("iloveyou")]
    [InlineData("letmein123")]
    [InlineData("Admin123!")]
    [InlineData("Welcome123")]
    [InlineData("changeme")]
    [InlineData("1q2w3e4r")]
    [InlineData("zaq12wsx")]
    [InlineData("trustno1")]
    [InlineData("Summer2026")]
    [InlineData("Summer2026!")]
    [InlineData("winter-26")]
    [InlineData("December2025!!")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("        ")]
    public void A_common_one_is_refused(string password) => Assert.NotNull(_policy.Refuse(password));

    [Theory]
    [InlineData("password")]
    [InlineData("P@ssw0rd")]
    [InlineData("Summer2026!")]
    public void Common_ones_are_refused_at_any_score(string password)
    {
        var policy = new PasswordPolicy(new() { MinScore = 0 });

        Assert.Contains("first that an attacker tries", policy.Refuse(password), StringComparison.Ordinal);
    }

    // OWASP ASVS 5.0, 6.2.4: the commonest three thousand of those that are long enough.
    [Fact]
    public void The_three_thousand_commonest_are_refused_at_any_score()
    {
        var policy = new PasswordPolicy(new() { MinScore = 0 });
        var assembly = typeof(Zxcvbn.Zxcvbn).Assembly;
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith("passwords.lst", StringComparison.Ordinal));
        using var list = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var common = list.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= 8).Take(3_000).ToList();

        Assert.Equal(3_000, common.Count);
        Assert.All(common, password => Assert.NotNull(policy.Refuse(password)));
        Assert.NotNull(policy.Refuse(common[^1].ToUpperInvariant()));
    }

    [Theory]
    [InlineData("lovelace1815")]
    [InlineData("LovelaceAda")]
    [InlineData("ada.lovelace@example.com")]
    [InlineData("Ada.Lovelace@Example.com1")]
    [InlineData("exampleadalovelace")]
    public void What_is_known_of_its_owner_counts_against_it(string password) =>
        Assert.NotNull(_policy.Refuse(password, "ada.lovelace@example.com", "Ada Lovelace", null, ""));

    [Fact]
    public void Who_used_their_name_is_told_so()
    {
        Assert.Null(_policy.Refuse("babbageengine"));
        Assert.Equal("Leave your name and email address out of the password.", _policy.Refuse("babbageengine", "babbage@engine.example"));
    }

    [Fact]
    public void The_score_asked_for_is_an_option()
    {
        Assert.Null(_policy.Refuse("jumping fox"));
        Assert.NotNull(new PasswordPolicy(new() { MinScore = 4 }).Refuse("jumping fox"));
        Assert.Null(new PasswordPolicy(new() { MinScore = 0 }).Refuse("tested1234"));
        Assert.NotNull(_policy.Refuse("tested1234"));
    }

    [Fact]
    public void The_NIST_profile_asks_15_characters()
    {
        var policy = new PasswordPolicy(new() { Profile = PasswordOptions.Nist });

        Assert.Equal("Use at least 15 characters.", policy.Refuse("mQ2pXk7z-Yw9Fr"));
        Assert.Null(policy.Refuse("mQ2pXk7z-Yw9Fr4"));

        policy = new(new() { Profile = PasswordOptions.Nist, MinLength = 20 });
        Assert.Equal("Use at least 20 characters.", policy.Refuse("mQ2pXk7z-Yw9Fr4"));
    }

    [Fact]
    public void Long_ones_are_accepted_up_to_1024_characters()
    {
        var words = string.Concat(Enumerable.Repeat("violet harbor kite ", 100));

        Assert.Null(_policy.Refuse(words[..64]));
        Assert.Null(_policy.Refuse(words[..1_024]));
        Assert.Equal("Use at most 1024 characters.", _policy.Refuse(words[..1_025]));
        Assert.NotNull(_policy.Refuse("violet harbor kite \ud800"));
    }

    // Far above what it takes (15 ms), below what it takes without the cap (5 s).
    [Fact]
    public void No_password_of_any_length_keeps_a_core_busy()
    {
        var name = string.Concat(Enumerable.Repeat("a.b@cde.fgh", 500));
        string[] patterns =
            ["a4@b8c({[<e3g69i1!|l17o0s$5t+7x%z2", "741852963", "1/1/1 11-11-11 ", "qwertyuiopasdfgh", "p4@ssw0rd$5|!1", "a"];
        _policy.Refuse("warm it up");

        foreach (var pattern in patterns)
        {
            var start = Stopwatch.GetTimestamp();
            _policy.Refuse(string.Concat(Enumerable.Repeat(pattern, 1_024))[..1_024], name);
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2), pattern);
        }
    }

    [Fact]
    public void The_same_password_gets_the_same_answer_from_many_threads()
    {
        string[] passwords = ["violet-harbor-93-kite", "lovelace1815", "password", "jumping fox", "Tr0ub4dor&3"];
        var expected = passwords.Select(password => _policy.Refuse(password, "lovelace")).ToArray();

        Parallel.For(0, 500, i => Assert.Equal(expected[i % 5], _policy.Refuse(passwords[i % 5], "lovelace")));
    }

    [Theory]
    [InlineData(7, 2, "default", false)]
    [InlineData(8, 5, "default", false)]
    [InlineData(8, 2, "nist", false)]
    [InlineData(8, 2, "nist-800-63b-4", true)]
    [InlineData(64, 0, "default", true)]
    public void The_options_say_what_they_accept(int minLength, int minScore, string profile, bool isValid)
    {
        var options = new PasswordOptions { MinLength = minLength, MinScore = minScore, Profile = profile };

        Assert.Equal(isValid, Validator.TryValidateObject(options, new(options), null, validateAllProperties: true));
    }

    [Fact]
    public void A_list_of_ones_own_is_refused_whatever_the_case()
    {
        using var directory = new Support.TemporaryDirectory();
        File.WriteAllLines(directory.File("list"), ["Tr0ub4dor&3 Zebra Quilt", "", "violet harmonica 71"]);
        var policy = new PasswordPolicy(new() { RefusedFile = directory.File("list") });

        Assert.Null(_policy.Refuse("violet harmonica 71"));
        Assert.NotNull(policy.Refuse("violet harmonica 71"));
        Assert.NotNull(policy.Refuse("tr0ub4dor&3 zebra QUILT"));
        Assert.Null(policy.Refuse("violet harmonica 72"));
    }

    [Fact]
    public void What_breaches_hold_most_is_refused_whatever_its_score_and_case()
    {
        var policy = new PasswordPolicy(new() { MinScore = 0 });
        var long8 = CommonPasswords.Lines().Where(password => password.Length >= 8).ToList();

        Assert.True(long8.Count > 5_000);
        Assert.All(long8, password => Assert.Equal(Common, policy.Refuse(password)));
        Assert.All(long8.Take(200), password => Assert.Equal(Common, policy.Refuse(password.ToUpperInvariant())));
        Assert.Null(policy.Refuse("qzvxkwjy"));
    }

    [Fact]
    public void A_list_that_is_not_there_is_no_list_that_is_empty() =>
        Assert.ThrowsAny<IOException>(() => new PasswordPolicy(new() { RefusedFile = "/nowhere/list" }));

    [Fact]
    public void The_name_of_the_site_counts_against_a_password()
    {
        var options = new PasswordOptions();
        options.ContextWords.Add("Zorbulon Kraxwell");
        var policy = new PasswordPolicy(options, "quibblefrost");

        Assert.Null(_policy.Refuse("quibblefrost"));
        Assert.Equal(
            "Leave the name of this site, and words that belong to it, out of the password.", policy.Refuse("quibblefrost"));
        Assert.NotNull(policy.Refuse("Kraxwell1"));
        Assert.Null(policy.Refuse("quibblefrost velvet 9 turbine"));
    }
}
