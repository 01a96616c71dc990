using Keywright.Database;

namespace Keywright.Tests.Architecture;

/// <summary>What an embedding application can see, as one reviewable text.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one() => Approved.Matches(
        PublicApi.Describe(typeof(KeywrightDatabase).Assembly),
        "tests", "Keywright.Tests", "Architecture", "PublicApi.approved.txt");
}
