using System.Text;
using System.Text.RegularExpressions;
using Keywright.Email;

namespace Keywright.Tests.Email;

/// <summary>What goes over the wire is one well-formed mail, whatever went in.</summary>
public sealed class MimeMessageTests
{
    private static readonly Guid Id = new("01938f2e-0000-7000-8000-00000000abcd");
    private static readonly MailAddressText From = new("Example", "accounts@example.com");
    private static readonly MailAddressText To = new("", "ada@example.org");

    [Fact]
    public void A_mail_has_the_fields_that_receivers_ask_for()
    {
        var mime = Build("Hello", "Hello.\n", "<p>Hello.</p>\n");

        Assert.Equal("""
            From: "Example" <accounts@example.com>
            To: ada@example.org
            Subject: Hello
            Date: Sat, 21 Nov 2026 12:00:00 +0000
            Message-ID: <01938f2e00007000800000000000abcd@example.com>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="kw-01938f2e00007000800000000000abcd"

            --kw-01938f2e00007000800000000000abcd
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hello.
            --kw-01938f2e00007000800000000000abcd
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: 7bit

            <p>Hello.</p>
            --kw-01938f2e00007000800000000000abcd--

            """.ReplaceLineEndings("\r\n"), mime);
    }

    [Fact]
    public void Text_beyond_ascii_is_quoted_printable_in_lines_of_76()
    {
        var text = "Grüße aus Zürich = gut. " + new string('ü', 60) + "\nnext line \n";

        var mime = Build("Hello", text, "<p></p>\n");

        Assert.True(Ascii.IsValid(mime));
        Assert.All(mime.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
        Assert.Contains("quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe aus Z=C3=BCrich =3D gut.", mime, StringComparison.Ordinal);
        Assert.Contains("next line=20\r\n", mime, StringComparison.Ordinal);
        Assert.Equal(text.ReplaceLineEndings("\r\n"), Decode(mime));
    }

    [Fact]
    public void A_line_too_long_for_the_wire_is_broken_softly()
    {
        var mime = Build("Hello", new string('x', 2000) + "\n", "<p></p>\n");

        Assert.All(mime.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
        Assert.Equal(new string('x', 2000) + "\r\n", Decode(mime));
    }

    [Theory]
    [InlineData("Grüße 🎉")]
    [InlineData("A subject that is much longer than one line of a header may be, so that it has to be folded somewhere in between")]
    [InlineData("=?utf-8?B?SGk=?=")]
    [InlineData("ünïcödé ünïcödé ünïcödé ünïcödé ünïcödé ünïcödé ünïcödé ünïcödé 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉")]
    public void A_subject_that_is_not_short_ascii_becomes_encoded_words_that_decode_to_it(string subject)
    {
        var header = MimeHeader.Text(subject);

        Assert.True(Ascii.IsValid(header));
        Assert.All(header.Split("\r\n "), word => Assert.InRange(word.Length, 1, 75));
        Assert.Equal(subject, string.Concat(Regex.Matches(header, @"=\?utf-8\?B\?([^?]*)\?=")
            .Select(word => new UTF8Encoding(false, true).GetString(Convert.FromBase64String(word.Groups[1].Value)))));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: eve@example.com")]
    [InlineData("Hello\nBcc: eve@example.com")]
    [InlineData("Hello\r\n\r\nBody")]
    [InlineData("Grüße\r\nBcc: eve@example.com")]
    public void No_value_begins_another_header(string hostile)
    {
        var subject = MimeHeader.Text(hostile);
        var name = MimeHeader.Phrase(hostile);

        Assert.DoesNotMatch(@"\r\n[^ ]|\r(?!\n)|(?<!\r)\n", subject + "|" + name);
    }

    [Theory]
    [InlineData("ada@example.com\r\nRCPT TO:<eve@example.com>")]
    [InlineData("<ada@example.com>,<eve@example.com>")]
    [InlineData("\"a> b\"@example.com")]
    [InlineData("nobody")]
    public void What_is_not_one_address_has_no_envelope(string text) => Assert.Null(MailAddressText.Parse(text));

    [Fact]
    public void A_domain_beyond_ascii_is_written_in_ascii_and_a_local_part_asks_for_utf8()
    {
        Assert.Equal("ada@xn--bcher-kva.example", MailAddressText.Parse("ada@bücher.example")!.Address);
        Assert.False(MailAddressText.Parse("ada@bücher.example")!.NeedsUtf8);
        Assert.True(MailAddressText.Parse("zoë@example.com")!.NeedsUtf8);
        Assert.Equal("\"A \\\"b\\\"\" <a@example.com>", new MailAddressText("A \"b\"", "a@example.com").Header);
    }

    private static string Build(string subject, string text, string html) => Encoding.UTF8.GetString(MimeMessage.Build(
        new EmailMessage(Id, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), To.Address, subject, text, html), From, To));

    /// <summary>The first body, decoded by the letter of RFC 2045.</summary>
    private static string Decode(string mime)
    {
        var body = mime.Split("quoted-printable\r\n\r\n")[1].Split("--kw-")[0];
        var bytes = new List<byte>();
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '=')
            {
                bytes.Add((byte)body[i]);
            }
            else
            {
                if (body[i + 1] != '\r')
                {
                    bytes.Add(Convert.FromHexString(body.AsSpan(i + 1, 2))[0]);
                }

                i += 2;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
