namespace Keywright.Email.Smtp;

/// <summary>What a server answers to one command (RFC 5321 §4.2).</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsGood => Code is >= 200 and < 400;

    /// <summary>RFC 5321 §4.2.1: the same command will be refused again.</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>Of the answer to EHLO: whether an extension is offered.</summary>
    public bool Offers(string keyword) => Lines.Skip(1).Any(line => Words(line)[0].Equals(keyword, StringComparison.OrdinalIgnoreCase));

    /// <summary>Of the answer to EHLO: whether a way to log in is offered.</summary>
    public bool OffersLogin(string mechanism) => Lines.Skip(1).Select(Words).Any(words =>
        words[0].Equals("AUTH", StringComparison.OrdinalIgnoreCase) && words.Skip(1).Contains(mechanism, StringComparer.OrdinalIgnoreCase));

    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";

    private static string[] Words(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : [""];
}
