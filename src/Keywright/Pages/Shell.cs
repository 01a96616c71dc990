namespace Keywright.Pages;

/// <summary>What is around every page.</summary>
internal static class Shell
{
    public static Html Write(Page page, PageFrame frame) => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <meta name="robots" content="noindex">
          <title>{page.Title} · {frame.Settings.Site}</title>
          <link rel="icon" type="image/svg+xml" href="{Assets.Icon.At(frame.Settings)}">
          <link rel="stylesheet" href="{Assets.Style.At(frame.Settings)}">
          {Script(page, frame)}
        </head>
        <body>
          <main>
            <p class="site"><img src="{Assets.Icon.At(frame.Settings)}" alt="" width="24" height="24"> {frame.Settings.Site}</p>
            <h1>{page.Title}</h1>
            {page.Body(frame)}
          </main>
        </body>
        </html>

        """;

    private static Html? Script(Page page, PageFrame frame) =>
        page.NeedsScript ? (Html)$"""<script src="{Assets.Script.At(frame.Settings)}" defer></script>""" : null;
}
