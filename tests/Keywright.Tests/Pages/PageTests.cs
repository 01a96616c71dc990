using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Pages;

/// <summary>Tests of the pages: a server that maps them.</summary>
public abstract class PageTests(TestDatabase database) : ServerTests(database)
{
    internal override KeywrightServer Make() => With(_ => { });

    internal KeywrightServer With(Action<KeywrightOptions> configure) => new(Database, configure)
    {
        Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
    };

    internal Visitor Visitor() => new(Server);

    /// <summary>It is a page, of that status.</summary>
    internal static void IsPage(HttpStatusCode status, string heading, Answer answer)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Contains($"<h1>{heading}</h1>", answer.Body, StringComparison.Ordinal);
    }

    internal static void GoesTo(string address, Answer answer) =>
        Assert.Equal((HttpStatusCode.SeeOther, address), (answer.Status, answer.Headers.GetValueOrDefault("Location")));

    internal static void Tells(string text, Answer answer) =>
        Assert.Contains(WebUtility.HtmlEncode(text), answer.Body, StringComparison.Ordinal);
}
