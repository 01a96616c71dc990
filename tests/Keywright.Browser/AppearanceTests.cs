using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Keywright.Browser;

/// <summary>How the pages look and whom they leave out: nobody, on a phone or a desk, by day or by night.</summary>
[Collection(SharedBrowser.Name)]
public sealed class AppearanceTests(Chromium chromium) : IAsyncLifetime
{
    private Gallery _gallery = null!;

    public async Task InitializeAsync() => _gallery = await Gallery.Open();

    public async Task DisposeAsync() => await _gallery.DisposeAsync();

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task Every_page_is_accessible_fits_and_complains_of_nothing(int width, int height, ColorScheme scheme)
    {
        await using var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = _gallery.Origin,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = height },
        });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{page.Url}: {message.Text}");
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
        page.RequestFailed += (_, request) => complaints.Add($"{page.Url}: {request.Url} {request.Failure}");
        foreach (var name in Gallery.Names)
        {
            _ = await page.GotoAsync("/gallery/" + name);
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
            complaints.AddRange((await page.RunAxe()).Violations.Select(
                violation => $"{name}: {violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}"));
            if (overflow > 0)
            {
                complaints.Add($"{name} is {overflow} pixels too wide.");
            }

            await Picture(page, $"{name}-{width}-{scheme}");
        }

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task At_four_times_the_size_nothing_is_cut_off()
    {
        // WCAG 2.2, 1.4.10: 320 CSS pixels are 1280 at 400 %.
        await using var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = _gallery.Origin,
            ViewportSize = new() { Width = 320, Height = 256 },
        });
        var page = await context.NewPageAsync();
        foreach (var name in Gallery.Names)
        {
            _ = await page.GotoAsync("/gallery/" + name);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, name);
        }
    }

    /// <summary>Where KEYWRIGHT_TEST_PICTURES says: for people to look at.</summary>
    private static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("KEYWRIGHT_TEST_PICTURES") is { Length: > 0 } folder)
        {
            _ = await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }
}
