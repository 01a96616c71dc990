using Keywright.Client;
using Keywright.Database;

namespace Keywright.Tests.Architecture;

/// <summary>What an embedding application, or an API, can see, as one reviewable text each.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one() => Approved.Matches(
        PublicApi.Describe(typeof(KeywrightDatabase).Assembly),
        "tests", "Keywright.Tests", "Architecture", "PublicApi.approved.txt");

    [Fact]
    public void The_public_api_of_the_client_is_the_approved_one() => Approved.Matches(
        PublicApi.Describe(typeof(KeywrightBearerOptions).Assembly),
        "tests", "Keywright.Tests", "Architecture", "PublicApi.Client.approved.txt");
}
