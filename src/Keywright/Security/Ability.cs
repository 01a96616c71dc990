namespace Keywright.Security;

/// <summary>
/// Abilities of tokens and permissions of roles: words such as <c>posts:write</c>. A <c>*</c> at the end stands for anything;
/// alone it covers the application's own words but never <c>keywright:…</c> (administration), which must be named.
/// </summary>
internal static class Ability
{
    public const int MaxLength = 100;

    public const string Rule = "Use words such as posts:read, posts:* or *: letters, digits and : . _ - /, a * only at the end.";

    private const string Administration = "keywright:";

    public static bool IsValid(string? ability)
    {
        if (ability is not { Length: >= 1 and <= MaxLength })
        {
            return false;
        }

        for (var i = 0; i < ability.Length; i++)
        {
            var letter = ability[i];
            var isStar = letter == '*' && i == ability.Length - 1 && (i == 0 || ability[i - 1] == ':');
            if (!isStar && !char.IsAsciiLetterOrDigit(letter) && letter is not (':' or '.' or '_' or '-' or '/'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <paramref name="granted"/> covers <paramref name="wanted"/>.</summary>
    public static bool Covers(string granted, string wanted)
    {
        if (!granted.EndsWith('*'))
        {
            return string.Equals(granted, wanted, StringComparison.Ordinal);
        }

        var stem = granted.AsSpan(0, granted.Length - 1);
        return wanted.AsSpan().StartsWith(stem, StringComparison.Ordinal)
            && (stem.StartsWith(Administration, StringComparison.Ordinal) || !wanted.StartsWith(Administration, StringComparison.Ordinal));
    }

    public static bool IsAdministration(string word) => word.StartsWith(Administration, StringComparison.Ordinal);

    public static bool AnyCovers(IReadOnlyList<string> granted, string wanted)
    {
        for (var i = 0; i < granted.Count; i++)
        {
            if (Covers(granted[i], wanted))
            {
                return true;
            }
        }

        return false;
    }
}
