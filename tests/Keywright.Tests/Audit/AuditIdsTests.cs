using System.Collections.Concurrent;
using Keywright.Audit;

namespace Keywright.Tests.Audit;

public sealed class AuditIdsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Ids_of_one_millisecond_are_in_order_and_are_uuids_of_version_7()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => AuditIds.Next(Now).Value).ToList();

        Assert.Equal(ids, ids.OrderBy(id => id.ToString(), StringComparer.Ordinal));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal((7, 8), (id.Version, id.Variant & 0xC)));
        Assert.StartsWith(Guid.CreateVersion7(Now).ToString()[..13], ids[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_millisecond_sorts_later_and_none_comes_twice()
    {
        var ids = new ConcurrentBag<Guid>();
        Parallel.For(0, 20_000, _ => ids.Add(AuditIds.Next(Now).Value));

        Assert.Equal(20_000, ids.Distinct().Count());
        Assert.True(string.CompareOrdinal(ids.Max(id => id.ToString()), AuditIds.Next(Now.AddMilliseconds(1)).ToString()) < 0);
    }
}
