using System.Buffers;
using System.Globalization;
using System.Net.Mail;

namespace Keywright.Email;

/// <summary>An address with its name, in the forms that a message and an envelope need.</summary>
internal sealed record MailAddressText(string Name, string Address)
{
    // Of a quoted local part: an envelope's own syntax.
    private static readonly SearchValues<char> Refused = SearchValues.Create(" <>()[]:;,\\\"");

    /// <summary>Null unless <paramref name="text"/> is one address, alone or as <c>Name &lt;address&gt;</c>, on one line.</summary>
    public static MailAddressText? Parse(string text)
    {
        if (text.Any(char.IsControl) || text.Count(c => c == '@') != 1 || !MailAddress.TryCreate(text, out var parsed))
        {
            return null;
        }

        try
        {
            var domain = new IdnMapping().GetAscii(parsed.Host);
            return parsed.User.AsSpan().ContainsAny(Refused) ? null : new(parsed.DisplayName, parsed.User + "@" + domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public string Domain => Address[(Address.LastIndexOf('@') + 1)..];

    /// <summary>RFC 6531: an address whose local part is not ASCII needs a server that says SMTPUTF8.</summary>
    public bool NeedsUtf8 => !System.Text.Ascii.IsValid(Address);

    /// <summary>As a header has it (RFC 5322 §3.4).</summary>
    public string Header => Name.Length == 0 ? Address : $"{MimeHeader.Phrase(Name)} <{Address}>";
}
