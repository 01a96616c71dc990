namespace Keywright.Users;

/// <summary>What names and labels may hold.</summary>
internal static class ProfileText
{
    /// <summary>Why <paramref name="text"/> is refused, or null. Control characters break logs and mails (header injection).</summary>
    public static string? Refuse(string? text, int longest) =>
        text is null ? null
        : text.Length > longest ? $"Use at most {longest} characters."
        : text.Any(char.IsControl) ? "Control characters are not allowed."
        : HasLoneSurrogate(text) ? "This is not valid Unicode text."
        : null;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }
}
