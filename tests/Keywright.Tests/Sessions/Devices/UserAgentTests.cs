using Keywright.Sessions;
using Keywright.Sessions.Devices;

namespace Keywright.Tests.Sessions.Devices;

public sealed class UserAgentTests
{
    private const string Reduced =
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36";

    public static TheoryData<string> Agents => Keywright.Tests.Support.Vectors.Theory("user-agents.txt");

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_real_agent_is_recognised(string line)
    {
        var columns = Keywright.Tests.Support.Vectors.Columns(line);

        var device = UserAgent.Read(columns[2]);

        Assert.Equal((columns[0], columns[1]), (device.Type, device.Name ?? ""));
    }

    [Theory]
    [InlineData("\"Not;A=Brand\";v=\"24\", \"Brave\";v=\"128\"", "\"Android\"", "?1", "Pixel 8", "mobile", "Brave on Android (Pixel 8)")]
    [InlineData("\"Chromium\";v=\"128\", \"Google Chrome\";v=\"128\"", "\"Android\"", "?0", null, "tablet", "Chrome on Android")]
    [InlineData("\"Chromium\";v=\"128\", \"Microsoft Edge\";v=\"128\"", "\"Windows\"", "?0", null, "desktop", "Edge on Windows")]
    [InlineData("<script>", "\"Evil OS\"", "yes", null, "mobile", "Chrome on Android")]
    public void Client_hints_say_what_the_agent_no_longer_does(
        string brands, string platform, string mobile, string? model, string type, string name)
    {
        var device = UserAgent.Read(Reduced, new ClientHints(brands, platform, mobile, model));

        Assert.Equal((type, name), (device.Type, device.FullName));
    }

    [Fact]
    public void Hostile_agents_do_no_harm()
    {
        string[] hostile =
        [
            new('A', 10_000), "Mozilla/5.0 " + new string('(', 10_000), "curl/" + new string('9', 10_000), "curl/9." + new string('.', 500),
            "Mozilla/5.0\u0000\r\nSet-Cookie: a=b", "\u202e\ud800", "curl/<script>alert(1)</script>", "Mozilla/", "bot/", " ",
        ];
        foreach (var text in hostile)
        {
            var device = UserAgent.Read(text);

            Assert.True((device.Name ?? "").Length <= 40, device.Name);
            Assert.DoesNotMatch(@"[^A-Za-z0-9 .\-]", device.Name ?? "");
        }

        Assert.True(new ClientTraits(null, null, null).Device.IsAnonymous);
    }
}
