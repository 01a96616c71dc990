namespace Keywright.EndToEnd.Samples;

/// <summary>A sample that is long shows how long it takes.</summary>
public sealed class SampleSizeTests
{
    [Theory]
    [InlineData("Api")]
    [InlineData("Mcp")]
    [InlineData("McpClient")]
    [InlineData("WebApp")]
    public void It_is_no_longer_than_a_hundred_lines(string sample)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Keywright.slnx")))
        {
            root = root.Parent!;
        }

        var sources = Directory.GetFiles(Path.Combine(root.FullName, "samples", sample), "*.cs");
        Assert.InRange(sources.Sum(source => File.ReadAllLines(source).Length), 1, 100);
    }
}
