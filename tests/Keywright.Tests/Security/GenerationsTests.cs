using Keywright.Security;

namespace Keywright.Tests.Security;

public sealed class GenerationsTests
{
    private readonly HashSet<string> _ended = [];

    [Fact]
    public void What_is_in_use_survives_and_the_rest_goes()
    {
        var kept = new Generations<int, string>(10, _ => true);
        kept.Keep(0, "in use");
        kept.Keep(1, "not in use");
        for (var i = 2; i < 100; i++)
        {
            kept.Keep(i, "");
            Assert.Equal("in use", kept.Find(0));
        }

        Assert.Null(kept.Find(1));
        Assert.InRange(Enumerable.Range(0, 100).Count(i => kept.Find(i) is not null), 5, 20);
    }

    [Fact]
    public void What_holds_no_more_is_neither_found_nor_kept()
    {
        var kept = new Generations<string, string>(10, value => !_ended.Contains(value), StringComparer.OrdinalIgnoreCase);
        kept.Keep("one", "a");
        Assert.Equal("a", kept.Find("ONE"));
        _ended.UnionWith(["a", "b"]);
        kept.Keep("two", "b");
        Assert.Null(kept.Find("one"));

        _ended.Clear();

        Assert.Null(kept.Find("one"));
        Assert.Null(kept.Find("two"));
    }

    [Fact]
    public void At_once_it_stays_bounded()
    {
        var kept = new Generations<int, string>(100, _ => true);

        Parallel.For(0, 100_000, i =>
        {
            kept.Keep(i, "");
            _ = kept.Find(i / 2);
        });

        Assert.InRange(Enumerable.Range(0, 100_000).Count(i => kept.Find(i) is not null), 1, 400);
    }
}
