using System.Text;

namespace Keywright.Email;

/// <summary>A letter as plain text, with CRLF lines of at most 72 characters but for links, which must not break.</summary>
internal static class LetterText
{
    private const int Width = 72;

    public static string Of(SealedLetter letter)
    {
        var text = new StringBuilder();
        foreach (var paragraph in letter.Paragraphs)
        {
            Paragraph(text, paragraph);
        }

        foreach (var fact in letter.Facts)
        {
            _ = text.Append(fact.Name).Append(": ").Append(OneLine(fact.Value)).Append("\r\n");
        }

        if (letter.Facts.Count > 0)
        {
            _ = text.Append("\r\n");
        }

        if (letter.Link is { } link)
        {
            _ = text.Append(link.Text).Append(":\r\n").Append(link.Url).Append("\r\n\r\n");
        }

        Paragraph(text, letter.Footnote);
        return text.ToString().TrimEnd() + "\r\n";
    }

    private static void Paragraph(StringBuilder text, string paragraph)
    {
        var column = 0;
        foreach (var word in OneLine(paragraph).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0)
            {
                var breaks = column + 1 + word.Length > Width;
                _ = text.Append(breaks ? "\r\n" : " ");
                column = breaks ? 0 : column + 1;
            }

            _ = text.Append(word);
            column += word.Length;
        }

        _ = text.Append("\r\n\r\n");
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
