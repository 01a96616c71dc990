using System.Globalization;
using System.Text;

namespace Keywright.Email;

/// <summary>
/// A mail as bytes on the wire: RFC 5322 with both bodies as multipart/alternative (RFC 2046 §5.1.4), the plain one first.
/// </summary>
internal static class MimeMessage
{
    // RFC 5322 §2.1.1: no line may be longer.
    private const int LongestLine = 998;
    private const int QuotedLine = 76;

    public static byte[] Build(EmailMessage message, MailAddressText from, MailAddressText to)
    {
        // No text can hold it by chance or by design: the id is ours.
        var boundary = "kw-" + message.Id.ToString("N");
        var mime = new StringBuilder();
        Header(mime, "From", from.Header);
        Header(mime, "To", to.Header);
        Header(mime, "Subject", MimeHeader.Text(message.Subject));
        Header(mime, "Date", message.CreatedAt.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(mime, "Message-ID", $"<{message.Id:N}@{from.Domain}>");

        // RFC 3834 §5: so that no holiday notice answers it.
        Header(mime, "Auto-Submitted", "auto-generated");
        Header(mime, "MIME-Version", "1.0");
        Header(mime, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        _ = mime.Append("\r\n");
        Part(mime, boundary, "text/plain", message.Text);
        Part(mime, boundary, "text/html", message.Html);
        _ = mime.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.UTF8.GetBytes(mime.ToString());
    }

    private static void Header(StringBuilder mime, string name, string value) =>
        _ = mime.Append(name).Append(": ").Append(value).Append("\r\n");

    private static void Part(StringBuilder mime, string boundary, string type, string body)
    {
        body = body.ReplaceLineEndings("\r\n");
        var isPlain = Ascii.IsValid(body) && body.Split("\r\n").All(line => line.Length <= LongestLine);
        _ = mime.Append("--").Append(boundary).Append("\r\n");
        Header(mime, "Content-Type", type + "; charset=utf-8");
        Header(mime, "Content-Transfer-Encoding", isPlain ? "7bit" : "quoted-printable");
        _ = mime.Append("\r\n").Append(isPlain ? body : QuotedPrintable(body));
        _ = mime.Append(body.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n");
    }

    /// <summary>RFC 2045 §6.7.</summary>
    private static StringBuilder QuotedPrintable(string body)
    {
        var text = new StringBuilder();
        foreach (var line in body.Split("\r\n"))
        {
            if (text.Length > 0)
            {
                _ = text.Append("\r\n");
            }

            QuoteLine(text, Encoding.UTF8.GetBytes(line));
        }

        return text;
    }

    private static void QuoteLine(StringBuilder text, byte[] line)
    {
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var isLiteral = line[i] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (line[i] == ' ' && !isLast);
            var token = isLiteral ? ((char)line[i]).ToString() : "=" + line[i].ToString("X2", CultureInfo.InvariantCulture);

            // A soft break's own = must fit.
            if (column + token.Length > QuotedLine - (isLast ? 0 : 1))
            {
                _ = text.Append("=\r\n");
                column = 0;
            }

            _ = text.Append(token);
            column += token.Length;
        }
    }
}
