using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Keywright.Tests.Support.LongestFirst", "Keywright.Tests")]

namespace Keywright.Tests.Support;

/// <summary>Classes run beside one another, each in a row. The longest begin first, so that none is waited for alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = ["CliOnPostgres", "JourneyTests", "CliOnSqlite"];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => PlaceOf(collection.DisplayName));

    private static int PlaceOf(string name)
    {
        var place = Array.FindIndex(Long, one => name.EndsWith("." + one, StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
