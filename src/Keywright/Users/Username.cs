namespace Keywright.Users;

/// <summary>
/// A username: 3 to 50 of A-Z a-z 0-9 . _ -, beginning with a letter or digit. It never holds @, so it can't be taken for an email.
/// </summary>
internal sealed record Username(string Text, string Normal)
{
    public const string Rule = "Use 3 to 50 letters, digits, dots, dashes or underscores, beginning with a letter or digit.";

    public static Username? Parse(string? text)
    {
        if (text is not { Length: >= 3 and <= 50 } || !char.IsAsciiLetterOrDigit(text[0]))
        {
            return null;
        }

        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-'))
            {
                return null;
            }
        }

        return new Username(text, text.ToLowerInvariant());
    }
}
