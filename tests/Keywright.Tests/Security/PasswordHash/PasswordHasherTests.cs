using Keywright.Security.PasswordHash;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Security.PasswordHash;

public sealed class PasswordHasherTests
{
    private static readonly PasswordOptions Cheap = new() { Memory = 7 * 1024, Iterations = 1 };

    private readonly CountingFormat _argon2 = new(new Argon2id(Cheap, Sodium.Instance));
    private readonly PasswordHasher _hasher;

    public PasswordHasherTests() => _hasher = Hasher(_argon2, new Pbkdf2Sha512());

    public static TheoryData<string> Foreign => Vectors.Theory("password-hashes.txt");

    [Fact]
    public void Libsodium_is_here_or_half_of_these_tests_test_nothing() => Assert.True(PasswordHasher.HasArgon2);

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_hash_of_another_implementation_is_judged_as_the_vector_says(string line)
    {
        var columns = Vectors.Columns(line);
        var hasher = new PasswordHasher(new PasswordOptions(), NullLogger<PasswordHasher>.Instance);

        Assert.Equal(columns[2], (await hasher.Verify(columns[0], columns[1], default)).ToString());
    }

    [Fact]
    public async Task The_password_that_was_hashed_is_right_and_no_other()
    {
        var phc = await _hasher.Hash("correct horse", default);

        Assert.StartsWith("$argon2id$v=19$m=7168,t=1,p=1$", phc, StringComparison.Ordinal);
        Assert.Equal(PasswordVerdict.Right, await _hasher.Verify("correct horse", phc, default));
        Assert.Equal(PasswordVerdict.Wrong, await _hasher.Verify("Correct horse", phc, default));
        Assert.Equal(PasswordVerdict.Wrong, await _hasher.Verify("correct horse\0", phc, default));
        Assert.NotEqual(phc, await _hasher.Hash("correct horse", default));
    }

    [Theory]
    [InlineData(8 * 1024, 1)]
    [InlineData(7 * 1024, 2)]
    public async Task Other_parameters_make_a_hash_outdated(int memory, int iterations)
    {
        var before = await _hasher.Hash("correct horse", default);
        var now = Hasher(new Argon2id(new() { Memory = memory, Iterations = iterations }, Sodium.Instance));

        Assert.Equal(PasswordVerdict.RightButOutdated, await now.Verify("correct horse", before, default));
        Assert.Equal(PasswordVerdict.Wrong, await now.Verify("wrong horse", before, default));
        Assert.Equal(PasswordVerdict.Right, await now.Verify("correct horse", await now.Hash("correct horse", default), default));
    }

    [Fact]
    public async Task A_password_for_nobody_costs_what_a_wrong_one_costs()
    {
        var phc = await _hasher.Hash("correct horse", default);
        foreach (var password in (string[])["wrong horse", "wro\u0308ng horse"])
        {
            var wrong = await Computed(password, phc);
            var nobody = await Computed(password, null);

            Assert.Equal(wrong, nobody);
            Assert.NotEmpty(nobody);
        }

        Assert.Equal(1, _argon2.Decoys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$argon2id$")]
    [InlineData("$argon2id$v=19$m=7168,t=1,p=1$c2FsdHNhbHRzYWx0$")]
    [InlineData("$argon2id$v=19$m=7168,t=1,p=1$c2FsdHNhbHRzYWx0$\u00e9")]
    [InlineData("$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW")]
    [InlineData("$pbkdf2-sha512$i=999999999$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")]
    [InlineData("$pbkdf2-sha512$i=0$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")]
    [InlineData("plain text")]
    public async Task A_hash_that_can_not_be_verified_is_wrong_and_costs_the_same(string phc) =>
        Assert.Equal(await Computed("some password", null), await Computed("some password", phc));

    [Theory]
    [InlineData("m=1048577,t=1,p=1")]
    [InlineData("m=4294967295,t=4294967295,p=1")]
    [InlineData("m=1048576,t=5,p=1")]
    [InlineData("m=7168,t=1000,p=1")]
    [InlineData("m=7168,t=1,p=65")]
    [InlineData("m=7,t=1,p=1")]
    [InlineData("m=64,t=1,p=9")]
    [InlineData("m=7168,t=0,p=1")]
    [InlineData("m=7168,t=1,p=0")]
    [InlineData("m=-1,t=1,p=1")]
    [InlineData("m=99999999999999999999,t=1,p=1")]
    [InlineData("t=1,m=7168,p=1")]
    [InlineData("m=7168,t=1")]
    public async Task Foreign_parameters_beyond_bounds_are_never_computed(string parameters)
    {
        var phc = $"$argon2id$v=19${parameters}$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";

        Assert.NotNull(_argon2.Refuse(phc));
        Assert.Equal(["$argon2id$v=19$m=7168,t=1,p=1"], await Computed("some password", phc));
    }

    [Fact]
    public async Task However_it_is_typed_an_accent_is_the_same()
    {
        var phc = await _hasher.Hash("café au lait", default);

        Assert.Equal(PasswordVerdict.Right, await _hasher.Verify("cafe\u0301 au lait", phc, default));

        var composed = await _hasher.Hash("cafe\u0301 au lait", default);
        Assert.Equal(PasswordVerdict.Right, await _hasher.Verify("café au lait", composed, default));
    }

    [Fact]
    public async Task An_imported_hash_of_the_decomposed_form_is_tried_as_typed()
    {
        var imported = Sodium.Instance!.Hash("cafe\u0301 au lait"u8, Cheap.Memory, Cheap.Iterations);

        Assert.Equal(PasswordVerdict.Right, await _hasher.Verify("cafe\u0301 au lait", imported, default));
    }

    [Fact]
    public async Task What_nobody_can_have_chosen_is_wrong_without_any_work()
    {
        foreach (var password in (string[])["", new('x', 1_025), "lone \ud800 surrogate", new('\u1d16', 1_024 * 2)])
        {
            Assert.Empty(await Computed(password, null));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => _hasher.Hash(password, default));
        }

        Assert.Equal(PasswordVerdict.Right, await _hasher.Verify(new('x', 1_024), await _hasher.Hash(new('x', 1_024), default), default));
    }

    [Fact]
    public async Task Without_libsodium_PBKDF2_hashes_and_Argon2_hashes_say_what_is_missing()
    {
        var poor = Hasher([.. PasswordHasher.Formats(Cheap, sodium: null)]);
        var argon2 = await _hasher.Hash("correct horse", default);

        var phc = await poor.Hash("correct horse", default);

        Assert.StartsWith("$pbkdf2-sha512$i=210000$", phc, StringComparison.Ordinal);
        Assert.Equal(PasswordVerdict.Right, await poor.Verify("correct horse", phc, default));
        Assert.Equal(PasswordVerdict.Wrong, await poor.Verify("wrong horse", phc, default));
        Assert.Equal(PasswordVerdict.Wrong, await poor.Verify("wrong horse", null, default));
        Assert.Equal(PasswordVerdict.RightButOutdated, await _hasher.Verify("correct horse", phc, default));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => poor.Verify("correct horse", argon2, default));
        Assert.Contains("libsodium23", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_not_there_is_not_loaded() => Assert.Null(Sodium.TryLoad(["libkeywright-nothing.so.1", "libc.so.6"]));

    private static PasswordHasher Hasher(params IPasswordFormat[] formats) =>
        new(formats, new HashQueue(workers: 2, maxWaiting: 100), NullLogger.Instance);

    private async Task<string[]> Computed(string password, string? phc)
    {
        _argon2.Computed.Clear();
        Assert.Equal(PasswordVerdict.Wrong, await _hasher.Verify(password, phc, default));
        return [.. _argon2.Computed];
    }
}
