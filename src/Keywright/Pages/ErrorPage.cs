namespace Keywright.Pages;

/// <summary>What went wrong where nothing can be sent on.</summary>
internal sealed record ErrorPage(string Heading, string Detail, string TraceId) : Page(Heading)
{
    public override Html Body(PageFrame frame) => $"""
        <p>{Detail}</p>
        <p class="quiet">Trace id <code>{TraceId}</code></p>
        """;
}
