using Keywright.Security.Keys;

namespace Keywright.Tests.Security.Keys;

public sealed class IdentifierHashTests
{
    [Fact]
    public void Nobody_without_the_master_key_can_compute_it()
    {
        var key = MasterKey.New();

        Assert.Equal(new IdentifierHash(key).Of("ada@example.com"), new IdentifierHash(key).Of("ada@example.com"));
        Assert.NotEqual(new IdentifierHash(key).Of("ada@example.com"), new IdentifierHash(key).Of("bob@example.com"));
        Assert.NotEqual(new IdentifierHash(key).Of("ada@example.com"), new IdentifierHash(MasterKey.New()).Of("ada@example.com"));
    }
}
