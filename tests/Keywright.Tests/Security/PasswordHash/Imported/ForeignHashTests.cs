using Keywright.Security.PasswordHash;
using Keywright.Security.PasswordHash.Imported;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PasswordOptions = Keywright.Security.PasswordHash.PasswordOptions;

namespace Keywright.Tests.Security.PasswordHash.Imported;

/// <summary>
/// Golden hashes of other systems verify, and what can't be verified, or not at a bearable cost, is refused before it is stored.
/// </summary>
public sealed class ForeignHashTests
{
    private const string Password = "correct horse battery 9";

    private readonly PasswordHasher _hasher = new(new PasswordOptions(), NullLogger<PasswordHasher>.Instance);

    public static TheoryData<string> Golden => Vectors.Theory("foreign-hashes.txt");

    [Fact]
    public void Libcrypt_is_here_or_half_of_these_tests_test_nothing() => Assert.NotNull(LibCrypt.Instance);

    [Theory]
    [MemberData(nameof(Golden))]
    public async Task A_hash_of_another_system_is_judged_as_the_vector_says(string line)
    {
        var columns = Vectors.Columns(line);

        Assert.Equal(columns[2], await Judge(columns[0], columns[1]));
    }

    [Theory]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV2, 1)]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV3, 1_000)]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV3, 100_000)]
    public async Task Identity_itself_made_this_hash(PasswordHasherCompatibilityMode mode, int iterations)
    {
        var identity = new PasswordHasher<object>(Options.Create(
            new PasswordHasherOptions { CompatibilityMode = mode, IterationCount = iterations }));
        var hash = identity.HashPassword(new object(), Password);

        Assert.Equal("Right", await Judge(Password, hash));
        Assert.Equal("Wrong", await Judge(Password + ".", hash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99")]
    [InlineData("$1$salt$qJH7.N4xYta3aEG/dfqo/0")]
    [InlineData("$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2b$05$short")]
    [InlineData("$argon2d$v=19$m=7168,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$4b/ZD8TmnCxMQSZfSjVgpat/w2OXdeA4UQAGW5PpLqI")]
    [InlineData("pbkdf2_md5$1000$salt$aGFzaGhhc2hoYXNoaGFzaA==")]
    [InlineData("AAAA")]
    [InlineData("AQAAAAEAACcQAAAAEA==")]
    [InlineData("scrypt$16385$salt$8$1$aGFzaGhhc2hoYXNoaGFzaA==")]
    public void What_can_not_be_verified_is_refused(string hash)
    {
        var (stored, refused) = ForeignHash.ForThisMachine.Read(hash);

        Assert.Null(stored);
        Assert.NotNull(refused);
    }

    // Each of these is well-formed: to compute one of them would take the machine for minutes, or all of its memory.
    [Theory]
    [InlineData("$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$6$rounds=999999999$cug3jE/6PVyaSEz5$" +
        "dfWkF8HmMX4K523qU2h0iFYwI9KbgCEIm9mlaPnfc1C25UC1vDRAExc9XEx3RRY0xW1fvOH7vQ9pLVQgDfqLQ.")]
    [InlineData("$scrypt$ln=22,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")]
    [InlineData("$scrypt$ln=63,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")]
    [InlineData("$scrypt$ln=14,r=8,p=4000000000$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")]
    [InlineData("$firebase-scrypt$ln=30,r=8,p=1$42xEC+ixf3L2lw$Bw$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA")]
    [InlineData("pbkdf2_sha256$2000000000$salt$aGFzaGhhc2hoYXNoaGFzaA==")]
    [InlineData("$pbkdf2-sha256$5000001$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")]
    [InlineData("argon2$argon2id$v=19$m=4194304,t=10,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g")]
    public async Task What_would_cost_too_much_is_refused_and_never_computed(string hash)
    {
        Assert.NotNull(ForeignHash.ForThisMachine.Read(hash).Refused);

        // Nor when it got into the table in another way.
        Assert.Equal(PasswordVerdict.Wrong, await _hasher.Verify(Password, hash, default));
    }

    [Fact]
    public async Task A_NUL_does_not_end_a_password()
    {
        const string Hash = "$2b$06$FP6JTw36mnqRvbZ4vQQMWe5FrOK/Rox3a/sXWlBPyh.W6idKbL3T2";

        Assert.Equal("Right", await Judge(Password, Hash));
        Assert.Equal("Wrong", await Judge(Password + "\0anything", Hash));
    }

    [Fact]
    public void Without_the_libraries_the_refusal_names_them()
    {
        var bare = new ForeignHash(ImportedFormats.All(sodium: null, libcrypt: null));

        Assert.Contains(
            "libcrypt", bare.Read("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW").Refused, StringComparison.Ordinal);
        Assert.Contains(
            "libsodium", bare.Read("$scrypt$ln=10,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA").Refused, StringComparison.Ordinal);
    }

    private async Task<string> Judge(string password, string hash)
    {
        var (stored, refused) = ForeignHash.ForThisMachine.Read(hash);
        Assert.Null(refused);
        var verdict = await _hasher.Verify(password, stored, default);

        // Whatever others made is renewed.
        Assert.NotEqual(PasswordVerdict.Right, verdict);
        return verdict == PasswordVerdict.RightButOutdated ? "Right" : "Wrong";
    }
}
