using Keywright.Security;

namespace Keywright.Tests.Security;

public sealed class PermissionSetTests
{
    [Theory]
    [InlineData("posts:read", "posts:read", true)]
    [InlineData("posts:read", "posts:reads", false)]
    [InlineData("posts:read", "posts:", false)]
    [InlineData("posts:*", "posts:read", true)]
    [InlineData("posts:*", "posts:drafts:read", true)]
    [InlineData("posts:*", "posts", false)]
    [InlineData("posts:*", "postscript:read", false)]
    [InlineData("posts:read", "posts:*", false)]
    [InlineData("*", "posts:read", true)]
    [InlineData("*", "*", true)]
    [InlineData("posts:*", "*", false)]
    [InlineData("*", "keywright:users:read", false)]
    [InlineData("*", "keywright:*", false)]
    [InlineData("keywright:*", "keywright:users:read", true)]
    [InlineData("keywright:*", "keywright:*", true)]
    [InlineData("keywright:*", "posts:read", false)]
    [InlineData("keywright:*", "*", false)]
    [InlineData("keywright:users:*", "keywright:*", false)]
    [InlineData("keywright:users:*", "keywright:users:lock", true)]
    [InlineData("keywright:users:*", "keywright:usersx:lock", false)]
    [InlineData("Keywright:*", "keywright:users:read", false)]
    [InlineData("KEYWRIGHT:users:read", "keywright:users:read", false)]
    public void A_star_covers_what_begins_as_it_does_and_never_administration_unnamed(string held, string wanted, bool covers) =>
        Assert.Equal(covers, new PermissionSet([held]).Covers(wanted));

    [Theory]
    [InlineData("")]
    [InlineData("**")]
    [InlineData("key*")]
    [InlineData("keywright:*:*")]
    [InlineData("keywright:*:read")]
    [InlineData("*:read")]
    [InlineData("posts:**")]
    [InlineData("posts:read ")]
    [InlineData("keywright:users:read\u0000")]
    [InlineData("ｋeywright:*")]
    [InlineData(null)]
    public void What_is_no_permission_is_none(string? text)
    {
        Assert.Null(Permission.Parse(text));
        Assert.Throws<ArgumentException>(() => Permission.Of(text ?? ""));
    }

    [Fact]
    public void Together_two_halves_are_not_the_whole() =>
        Assert.False(new PermissionSet(["keywright:users:*", "keywright:roles:*", "*"]).Covers("keywright:*"));

    [Fact]
    public void Asking_allocates_nothing()
    {
        var set = new PermissionSet(["posts:*", "reports:read", "keywright:users:read"]);
        _ = set.Covers("reports:read");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = 0;
        for (var i = 0; i < 1000; i++)
        {
            found += set.Covers("posts:write") ? 1 : 0;
            found += set.Covers("keywright:users:lock") ? 1 : 0;
        }

        Assert.Equal((1000, 0), (found, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
