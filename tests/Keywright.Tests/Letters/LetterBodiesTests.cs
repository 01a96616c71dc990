using Keywright.Email;
using Keywright.Letters;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Tests.Architecture;

namespace Keywright.Tests.Letters;

/// <summary>Every letter as its reader gets it, in Letters/approved: look at the .html files in a browser when one changes.</summary>
public sealed class LetterBodiesTests
{
    private static readonly MailedLinks Links = new("https://accounts.example.com", "accounts.example.com");
    private static readonly UserId User = new(new Guid("01938f2e-0000-7000-8000-000000000001"));
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly LetterFact[] Facts =
        [new("When", "21 November 2026, 12:00 UTC"), new("From", "203.0.113.7"), new("Device", "mobile")];

    private static IEnumerable<Letter> All()
    {
        const string To = "ada@example.com";
        var token = Token(TokenKind.EmailVerification);
        yield return AccountLetters.Verify(Links, User, To, token, Day);
        yield return AccountLetters.VerifyChange(Links, User, To, token, Day);
        yield return AccountLetters.Reset(Links, User, To, Token(TokenKind.PasswordReset), TimeSpan.FromHours(1));
        yield return AccountLetters.RegisteredAlready(Links, User, To);
        yield return NoticeLetters.NewDevice(Links, User, To, Facts);
        yield return NoticeLetters.UnusualSignIn(Links, User, To, [.. Facts, new("Unusual", "new device, new country")]);
        yield return NoticeLetters.SignInRefused(Links, User, To, [.. Facts, new("Unusual", "new device, new country, impossible travel")]);
        yield return NoticeLetters.SignInCode(Links, User, To, [new("Code", "0123 4567"), .. Facts], TimeSpan.FromMinutes(10));
        yield return NoticeLetters.PasswordChanged(Links, User, To, Facts);
        yield return NoticeLetters.EmailChangeAsked(Links, User, To, Facts);
        yield return NoticeLetters.EmailChanged(Links, User, To, Facts);
        yield return NoticeLetters.SecondFactor(Links, User, To, "an authenticator app was added as a second step.", Facts);
        yield return NoticeLetters.TokenReused(Links, User, To, Facts);
        yield return NoticeLetters.Locked(Links, User, To, Facts);
    }

    [Fact]
    public void Every_letter_reads_as_approved()
    {
        foreach (var letter in All())
        {
            var sealedLetter = Sealed(letter);
            Approved.Matches($"Subject: {letter.Subject}\n\n{LetterText.Of(sealedLetter)}", File(letter, "txt"));
            Approved.Matches(LetterHtml.Of(sealedLetter), File(letter, "html"));
        }
    }

    [Fact]
    public void Every_kind_is_its_own() => Assert.Equal(All().Count(), All().Select(letter => letter.Kind).Distinct().Count());

    [Fact]
    public void No_letter_loads_anything_or_runs_anything()
    {
        foreach (var html in All().Select(letter => LetterHtml.Of(Sealed(letter))))
        {
            Assert.DoesNotMatch("(?i)<(img|script|link|iframe|form|object|svg)|url\\(|@import|src=|javascript:", html);
        }
    }

    [Fact]
    public void Both_bodies_lead_to_the_same_place()
    {
        foreach (var letter in All().Where(letter => letter.Link is not null))
        {
            Assert.Contains(letter.Link!.Url, LetterText.Of(Sealed(letter)), StringComparison.Ordinal);
            Assert.Contains($"href=\"{letter.Link.Url}\"", LetterHtml.Of(Sealed(letter)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_a_value_holds_stays_text()
    {
        var hostile = new SealedLetter(
            "ada@example.com", "<b>&\"'", ["<script>alert(1)</script>\r\nBcc: eve@example.com"],
            new("\"><img src=x>", "https://x.example/?a=\"><b>"), [new("<i>", "\u202E'\"><a href=//evil.example>")], "</p><style>", false);

        var html = LetterHtml.Of(hostile);

        Assert.DoesNotMatch("<(script|img|b>|i>|a href=//)", html);
        Assert.Single(html.Split("<style>")[1..]);
        Assert.DoesNotContain("\r\nBcc:", LetterText.Of(hostile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3600, "1 hour")]
    [InlineData(86400, "24 hours")]
    [InlineData(172800, "2 days")]
    [InlineData(900, "15 minutes")]
    [InlineData(5400, "90 minutes")]
    public void A_lifetime_is_said_as_people_say_it(int seconds, string spoken) =>
        Assert.Equal(spoken, Spoken.Duration(TimeSpan.FromSeconds(seconds)));

    private static string[] File(Letter letter, string type) =>
        ["tests", "Keywright.Tests", "Letters", "approved", $"{letter.Kind}.{type}"];

    private static SealedLetter Sealed(Letter letter) =>
        new(letter.To, letter.Subject, letter.Paragraphs, letter.Link, letter.Facts, letter.Footnote, false);

    private static SecretToken Token(TokenKind kind) => SecretToken.Parse(kind, TokenText.Encode(kind, new byte[32]))!;
}
