using System.Runtime.Versioning;
using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Security.Keys;
using Keywright.Tests.Support;

namespace Keywright.Tests.Security.Keys;

[UnsupportedOSPlatform("windows")]
public sealed class MasterKeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_first_start_creates_the_key_and_later_ones_find_it()
    {
        var data = _directory.File("data");

        var first = MasterKey.Load(new(), data);

        Assert.Equal(first.Fingerprint, MasterKey.Load(new(), data).Fingerprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "master.key")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new DirectoryInfo(data).UnixFileMode);
        Assert.Single(Directory.GetFiles(data));
    }

    [Fact]
    public void Of_many_starting_at_once_all_have_the_same_key()
    {
        for (var round = 0; round < 25; round++)
        {
            var data = _directory.File($"data-{round}");
            var fingerprints = new string[20];
            using var gate = new Barrier(fingerprints.Length);
            var threads = fingerprints.Select((_, i) => new Thread(() =>
            {
                gate.SignalAndWait();
                fingerprints[i] = MasterKey.Load(new(), data).Fingerprint;
            })).ToList();

            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());

            Assert.Single(fingerprints.Distinct());
            Assert.Equal(fingerprints[0], MasterKey.Load(new(), data).Fingerprint);
            Assert.Single(Directory.GetFiles(data));
        }
    }

    [Fact]
    public void A_name_that_is_taken_is_never_overwritten()
    {
        File.WriteAllText(_directory.File("mine"), "mine");
        File.WriteAllText(_directory.File("theirs"), "theirs");

        Assert.False(HardLink.TryCreate(_directory.File("mine"), _directory.File("theirs")));
        Assert.True(HardLink.TryCreate(_directory.File("mine"), _directory.File("née")));
        Assert.Equal("theirs", File.ReadAllText(_directory.File("theirs")));
        Assert.Equal("mine", File.ReadAllText(_directory.File("née")));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_file_open_to_others_is_refused_with_the_remedy(UnixFileMode extra)
    {
        var path = KeyFile(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), extra);

        var refusal = Assert.Throws<MasterKeyException>(() => MasterKey.Load(new() { MasterKey = path }, _directory.Path));

        Assert.Contains($"chmod 600 {path}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_may_read_it()
    {
        var path = KeyFile(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n", UnixFileMode.GroupRead);

        Assert.NotNull(MasterKey.Load(new() { MasterKey = path }, _directory.Path));
    }

    [Fact]
    public void Inline_and_in_a_file_it_is_the_same_key()
    {
        var text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        Assert.Equal(
            MasterKey.Load(new() { MasterKey = KeyFile(text) }, "unused").Fingerprint,
            MasterKey.Load(new() { MasterKey = text }, "unused").Fingerprint);
        Assert.False(Directory.Exists("unused"));
    }

    [Theory]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64 at all, but long enough to be a key, if it were one")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void What_is_no_key_is_refused_and_not_repeated(string value)
    {
        var inline = Assert.Throws<MasterKeyException>(() => MasterKey.Load(new() { MasterKey = value }, _directory.Path));
        var inFile = Assert.Throws<MasterKeyException>(() => MasterKey.Load(new() { MasterKey = KeyFile(value + "\n") }, _directory.Path));

        Assert.DoesNotContain(value, inline.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(value, inFile.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_path_never_becomes_the_key()
    {
        // Valid base64 of 33 bytes, and guessable.
        const string Path = "/tmp/keywright/production/master/keys/master";
        Assert.Equal(33, Convert.FromBase64String(Path).Length);

        var refusal = Assert.Throws<MasterKeyException>(() => MasterKey.Load(new() { MasterKey = Path }, _directory.Path));

        Assert.Contains("does not exist", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Base64_that_begins_with_a_slash_is_a_key()
    {
        var slashes = new byte[32];
        Array.Fill(slashes, (byte)0xFF);

        Assert.Equal(
            new MasterKey(slashes).Fingerprint,
            MasterKey.Load(new() { MasterKey = Convert.ToBase64String(slashes) }, _directory.Path).Fingerprint);
    }

    [Fact]
    public void A_seed_gives_the_same_key_each_time_and_must_be_long()
    {
        var seed = "seed:" + new string('s', 32);

        Assert.Equal(
            MasterKey.Load(new() { MasterKey = seed }, _directory.Path).Fingerprint,
            MasterKey.Load(new() { MasterKey = seed }, _directory.Path).Fingerprint);
        Assert.Throws<MasterKeyException>(() => MasterKey.Load(new() { MasterKey = seed[..^1] }, _directory.Path));
    }

    [Fact]
    public void A_key_file_that_was_cut_off_is_refused()
    {
        var path = KeyFile("");

        var refusal = Assert.Throws<MasterKeyException>(() => MasterKey.Load(new() { MasterKey = path }, _directory.Path));

        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
    }

    private string KeyFile(string text, UnixFileMode extra = UnixFileMode.None)
    {
        var path = _directory.File("key");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        return path;
    }
}
