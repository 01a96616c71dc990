using System.Security.Cryptography;
using System.Text;
using Keywright.Security.PasswordHash;
using Keywright.Tests.Support;

namespace Keywright.Tests.Security.PasswordHash;

/// <summary>Passwords:RefusedFile in the form of Have I Been Pwned's downloads.</summary>
public sealed class BreachedHashesTests : IDisposable
{
    private static readonly string[] Breached = ["violet harbor kite", "Zürich trombone 5"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    public void Every_password_of_the_list_is_found_and_no_other(string newline, bool hasLastEnd)
    {
        var all = Enumerable.Range(0, 3_000).Select(i => $"violet harbor {i}").ToList();
        var policy = Policy(string.Join(newline, all.Select((text, i) => Line(text, i)).Order(StringComparer.Ordinal))
            + (hasLastEnd ? newline : ""));

        Assert.All(all, password => Assert.NotNull(policy.Refuse(password)));
        Assert.All(Enumerable.Range(3_000, 3_000), i => Assert.Null(policy.Refuse($"violet harbor {i}")));
    }

    [Fact]
    public void It_is_found_in_any_case_of_the_hashes_and_in_small_letters()
    {
        var policy = Policy(string.Join('\n', Breached
            .Select(text => Line(text, 1).ToLowerInvariant()).Order(StringComparer.Ordinal)));

        Assert.NotNull(policy.Refuse("violet harbor kite"));
        Assert.NotNull(policy.Refuse("Violet HARBOR kite"));
        Assert.NotNull(policy.Refuse("Zu\u0308rich trombone 5"));
        Assert.Null(policy.Refuse("violet harbor kites"));
    }

    [Fact]
    public void One_line_is_a_list() => Assert.NotNull(Policy(Line("violet harbor kite", 1_234_567)).Refuse("violet harbor kite"));

    [Fact]
    public void A_newer_list_takes_its_place_under_a_running_server()
    {
        var policy = Policy(Line("violet harbor kite", 1));
        File.WriteAllText(_directory.File("next"), Line("violet harbor goat", 1));
        File.Move(_directory.File("next"), _directory.File("list"), overwrite: true);

        Assert.NotNull(policy.Refuse("violet harbor goat"));
        Assert.Null(policy.Refuse("violet harbor kite"));
    }

    [Fact]
    public void A_list_that_can_not_be_searched_stops_the_start()
    {
        var lines = Enumerable.Range(0, 500).Select(i => Line($"violet harbor {i}", i)).Order(StringComparer.Ordinal).ToList();
        lines.Reverse();
        Assert.Contains("sort it", Refusal(string.Join('\n', lines)), StringComparison.Ordinal);
        Assert.Contains("NTLM", Refusal(new string('A', 32) + ":3\n"), StringComparison.Ordinal);
        Assert.Contains("no line HASH:count", Refusal(Line("a", 1) + "\n" + new string('x', 500)), StringComparison.Ordinal);
    }

    // The whole list has 40 GB: what a search takes must not depend on the size.
    [Fact]
    public void Of_a_large_file_a_search_holds_nothing_in_memory()
    {
        File.WriteAllLines(
            _directory.File("list"), Enumerable.Range(0, 300_000).Select(i => $"{i * 7:X8}{new string('0', 32)}:{i}"));
        var list = BreachedHashes.Open(_directory.File("list"))!;
        _ = list.Contains("warm it up");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(list.Contains("violet harbor kite"));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
    }

    private string Refusal(string text) => Assert.ThrowsAny<IOException>(() => Policy(text)).Message;

    private PasswordPolicy Policy(string text)
    {
        File.WriteAllText(_directory.File("list"), text);
        return new PasswordPolicy(new() { RefusedFile = _directory.File("list") });
    }

#pragma warning disable CA5350 // The form of the list.
    private static string Line(string password, int count) =>
        $"{Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)))}:{count}";
#pragma warning restore CA5350
}
