using System.Buffers;
using System.Globalization;
using System.Net.Mail;
using Keywright.Security;

namespace Keywright.Users;

/// <summary>
/// An email address as its owner wrote it, and the form by which it is found and unique: NFC, lower case (also before the @: providers that
/// tell case apart there are not known, and lookalike accounts are), the domain in its ASCII form.
/// </summary>
internal sealed record EmailAddress(string Text, string Normal)
{
    /// <summary>RFC 5321 §4.5.3.1.3: a path has at most 256 octets with its brackets.</summary>
    public const int MaxLength = 254;

    public const string Rule = "Enter an email address, such as ada@example.com.";

    private static readonly SearchValues<char> Refused = SearchValues.Create(" \t\r\n\"<>,;\\");

    public static EmailAddress? Parse(string? text)
    {
        text = text?.Trim();
        if (text is not { Length: >= 3 and <= MaxLength } || text.AsSpan().ContainsAny(Refused) || text.Any(char.IsControl))
        {
            return null;
        }

        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.IndexOf('@', StringComparison.Ordinal) != at || !MailAddress.TryCreate(text, out _))
        {
            return null;
        }

        return ProfileText.Refuse(text, MaxLength) is null && AsciiDomain(text[(at + 1)..]) is { } domain
            ? new EmailAddress(text, Nfc.Normalize(text[..at]).ToLowerInvariant() + "@" + domain)
            : null;
    }

    /// <summary>
    /// The form in which <paramref name="text"/> is looked up; for text that is no address, something that matches nobody.
    /// </summary>
    public static string NormalOf(string text) => Parse(text)?.Normal ?? text.Trim().ToLowerInvariant();

    private static string? AsciiDomain(string domain)
    {
        try
        {
            var ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain).ToLowerInvariant();
            return ascii.StartsWith('.') || ascii.EndsWith('.') || ascii.Contains("..", StringComparison.Ordinal) ? null : ascii;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
