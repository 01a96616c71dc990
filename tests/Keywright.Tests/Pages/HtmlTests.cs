using Keywright.Pages;

namespace Keywright.Tests.Pages;

public sealed class HtmlTests
{
    private const string Hostile = "\"><script>alert('x')</script>&amp;";

    [Fact]
    public void A_text_is_a_text_wherever_it_stands()
    {
        Html html = $"<p title=\"{Hostile}\">{Hostile}</p>";

        Assert.Equal("""<p title="@">@</p>""".Replace(
            "@", "&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;amp;", StringComparison.Ordinal), html.ToString());
    }

    [Fact]
    public void Markup_is_woven_in()
    {
        Html row = $"<li>{"<"}</li>";
        Html[] rows = [row, row];

        Assert.Equal("<ul><li>&lt;</li><li>&lt;</li></ul>", Text($"<ul>{rows}</ul>"));
        Assert.Equal("yes", Text($"{Html.When(true, $"yes")}{Html.When(false, $"no")}"));
    }

    [Fact]
    public void Letters_of_all_scripts_stay_readable() => Assert.Equal("<p>Žluťoučký 猫</p>", Text($"<p>{"Žluťoučký 猫"}</p>"));

    [Fact]
    public void Where_a_text_could_run_or_lead_away_it_is_refused()
    {
        Refused(() => $"<a href=\"{"x"}\">");
        Refused(() => $"<a HREF=\"{"x"}\">");
        Refused(() => $"<form method=\"post\" action=\"{"x"}\">");
        Refused(() => $"<img\nsrc=\"{"x"}\">");
        Refused(() => $"<p onclick=\"{"x"}\">");
        Refused(() => $"<p style=\"{"x"}\">");
        Refused(() => $"<p id={"x"}>");
        Refused(() => $"<{"x"}>");
        Refused(() => $"</{"x"}>");
    }

    [Fact]
    public void A_link_leads_to_a_path_of_ours_or_to_a_site()
    {
        Assert.Equal("<a href=\"/x?a=1&amp;b=%22\">", Text($"<a href=\"{Link.Local("/x", ("a", "1"), ("b", "\""), ("c", null))}\">"));
        foreach (var path in new[] { "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "x" })
        {
            _ = Assert.Throws<ArgumentException>(() => Link.Local(path));
        }

        Assert.Equal("https://app.example/", Link.Web("https://app.example")?.Address);
        foreach (var url in new[] { "javascript:alert(1)", "data:text/html,x", "ftp://x", "//x", "/x", "https://a@b", "", null })
        {
            Assert.Null(Link.Web(url));
        }
    }

    private static string Text(Html html) => html.ToString();

    private static void Refused(Func<Html> write) => Assert.Throws<InvalidOperationException>(write);
}
