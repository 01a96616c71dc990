using System.Text.Encodings.Web;

namespace Keywright.Email;

/// <summary>
/// A letter as HTML for mail clients: tables and inline styles, 600 pixels at most, no image, script or remote style, dark where the
/// client is. Every value is encoded here and nowhere else.
/// </summary>
internal static class LetterHtml
{
    private const string Font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

    private const string ButtonStyle = "display:inline-block;padding:13px 26px;border-radius:8px;background:#1f57d6;color:#ffffff;"
        + "font-size:16px;font-weight:600;text-decoration:none";

    private const string Style = """
        :root { color-scheme: light dark; supported-color-schemes: light dark; }
        @media (max-width: 480px) { .pad { padding: 24px 20px !important; } }
        @media (prefers-color-scheme: dark) {
          .page { background: #14171c !important; }
          .card { background: #1e232b !important; border-color: #323a46 !important; }
          .ink { color: #e8ebf0 !important; }
          .soft { color: #9aa5b5 !important; }
          .rule { border-color: #323a46 !important; }
          .button { background: #8fb4ff !important; color: #10151f !important; }
          .link { color: #8fb4ff !important; }
        }
        """;

    public static string Of(SealedLetter letter) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>{Encode(letter.Subject)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body class="page" style="margin:0;padding:0;background:#f1f3f6">
        <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f1f3f6">
        <tr><td align="center" style="padding:24px 12px">
        <table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0"
         style="max-width:600px;background:#ffffff;border:1px solid #dde2e9;border-radius:12px">
        <tr><td class="pad" style="padding:36px 40px">
        <h1 class="ink" style="margin:0 0 20px;{Font};font-size:22px;line-height:1.3;font-weight:600;color:#151a22">
        {Encode(letter.Subject)}</h1>
        {Lines(letter.Paragraphs.Select(Paragraph))}
        {Facts(letter.Facts)}
        {Button(letter.Link)}
        <p class="soft rule"
         style="margin:28px 0 0;padding:20px 0 0;border-top:1px solid #dde2e9;{Font};font-size:13px;line-height:1.5;color:#5b6676">
        {Encode(letter.Footnote)}</p>
        </td></tr>
        </table>
        </td></tr>
        </table>
        </body>
        </html>

        """.ReplaceLineEndings("\r\n");

    private static string Paragraph(string text) => $"""
        <p class="ink" style="margin:0 0 16px;{Font};font-size:16px;line-height:1.55;color:#262d38">{Encode(text)}</p>
        """;

    private static string Facts(IReadOnlyList<LetterFact> facts) => facts.Count == 0 ? "" : $"""
        <table role="presentation" cellpadding="0" cellspacing="0" style="margin:4px 0 20px">
        {Lines(facts.Select(Fact))}
        </table>
        """;

    private static string Fact(LetterFact fact) => $"""
        <tr><td class="soft" style="padding:3px 20px 3px 0;{Font};font-size:15px;color:#5b6676">{Encode(fact.Name)}</td>
        <td class="ink" style="padding:3px 0;{Font};font-size:15px;color:#262d38">{Encode(fact.Value)}</td></tr>
        """;

    // The address is shown too: a client may not let the button be pressed, and a reader may want to see where it leads.
    private static string Button(LetterLink? link) => link is null ? "" : $"""
        <p style="margin:24px 0 20px"><a class="button" href="{Encode(link.Url)}"
         style="{ButtonStyle};{Font}">{Encode(link.Text)}</a></p>
        <p class="soft" style="margin:0;{Font};font-size:13px;line-height:1.5;color:#5b6676">Or open this address:<br>
        <a class="link" href="{Encode(link.Url)}" style="color:#1f57d6;word-break:break-all">{Encode(link.Url)}</a></p>
        """;

    private static string Lines(IEnumerable<string> parts) => string.Join('\n', parts);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
