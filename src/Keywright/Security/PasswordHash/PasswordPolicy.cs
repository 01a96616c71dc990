using System.Text.RegularExpressions;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// Which passwords are accepted: long enough and hard to guess, with no rules about kinds of characters (NIST SP 800-63B-4 §3.1.1.2).
/// </summary>
internal sealed partial class PasswordPolicy(PasswordOptions options, params IEnumerable<string> site)
{
    private const int NistMinLength = 15;

    private readonly PasswordStrength _strength = new();
    private readonly string[] _site = [.. options.ContextWords.Concat(site)];
    private readonly RefusedPasswords _refused =
        options.RefusedFile is { } path ? RefusedPasswords.Read(path) : RefusedPasswords.None;

    public int MinLength => options.Profile == PasswordOptions.Nist ? Math.Max(options.MinLength, NistMinLength) : options.MinLength;

    /// <summary>
    /// Why the password is refused, for its owner to read, or null. What is known <paramref name="about"/> the owner (email, name)
    /// counts against it.
    /// </summary>
    public string? Refuse(string? password, params ReadOnlySpan<string?> about)
    {
        if (string.IsNullOrEmpty(password) || password.EnumerateRunes().Count() < MinLength)
        {
            return $"Use at least {MinLength} characters.";
        }

        if (password.Length > PasswordText.MaxLength)
        {
            return $"Use at most {PasswordText.MaxLength} characters.";
        }

        return PasswordText.IsPossible(password)
            ? RefuseGuessable(password, Words(about), Words(_site))
            : "Use characters that can be typed: this text is not valid Unicode, or too long.";
    }

    private string? RefuseGuessable(string password, List<string> about, List<string> site)
    {
        var estimate = _strength.Of(password, [.. about, .. site]);
        if (estimate.IsCommon || CommonPasswords.Contains(password) || _refused.Contains(password) || SeasonAndYear().IsMatch(password))
        {
            return "This password is one of the first that an attacker tries. Choose another.";
        }

        if (estimate.Score >= options.MinScore)
        {
            return null;
        }

        if (_strength.Of(password, about).Score >= options.MinScore)
        {
            return "Leave the name of this site, and words that belong to it, out of the password.";
        }

        return about.Count > 0 && _strength.Of(password, site).Score >= options.MinScore
            ? "Leave your name and email address out of the password."
            : "This password is easy to guess. Use several words that do not belong together, or a password manager.";
    }

    private static List<string> Words(ReadOnlySpan<string?> about)
    {
        var words = new List<string>();
        foreach (var text in about)
        {
            var known = text is { Length: > 320 } ? text[..320] : text ?? "";
            words.Add(known);
            words.AddRange(NoWord().Split(known));
        }

        return [.. words.Where(word => word.Length >= 3).Select(word => word.ToLowerInvariant()).Distinct().Take(40)];
    }

    // Password spraying starts with Summer2026!, which zxcvbn finds acceptable.
    [GeneratedRegex(
        @"^(spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december)" +
        @"\W?(19|20)?\d\d\W*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeasonAndYear();

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex NoWord();
}
