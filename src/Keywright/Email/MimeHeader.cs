using System.Text;

namespace Keywright.Email;

/// <summary>Header values. Whatever goes in, what comes out is one header: nothing in it can begin another.</summary>
internal static class MimeHeader
{
    // RFC 2047 §2: an encoded word has at most 75 characters; these bytes as base64 with the frame stay below.
    private const int WordBytes = 42;

    /// <summary>Free text such as a subject (RFC 5322 §2.2.1), as encoded words where it is not plain ASCII.</summary>
    public static string Text(string text)
    {
        text = OneLine(text);
        return Ascii.IsValid(text) && text.Length <= 60 && !text.Contains("=?", StringComparison.Ordinal) ? text : Words(text);
    }

    /// <summary>A display name: quoted, or as encoded words.</summary>
    public static string Phrase(string name)
    {
        name = OneLine(name);
        return Ascii.IsValid(name) && name.Length <= 60 && !name.Contains("=?", StringComparison.Ordinal)
            ? "\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""
            : Words(name);
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    /// <summary>RFC 2047 §5: a character is never split over two words.</summary>
    private static string Words(string text)
    {
        var words = new List<string>();
        var bytes = new List<byte>();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(buffer);
            if (bytes.Count + length > WordBytes)
            {
                words.Add(Word(bytes));
                bytes.Clear();
            }

            bytes.AddRange(buffer[..length]);
        }

        words.Add(Word(bytes));
        return string.Join("\r\n ", words);
    }

    private static string Word(List<byte> bytes) => "=?utf-8?B?" + Convert.ToBase64String([.. bytes]) + "?=";
}
