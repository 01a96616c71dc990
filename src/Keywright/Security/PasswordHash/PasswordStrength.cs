using Zxcvbn.Matcher;

namespace Keywright.Security.PasswordHash;

/// <summary>How many guesses a password takes, by zxcvbn (Wheeler, USENIX Security 2016).</summary>
internal sealed class PasswordStrength
{
    // Its cost grows faster than the length: 40 hostile characters take 15 ms, 1,000 take seconds. A password whose first 40 characters
    // are weak is refused, whatever follows.
    private const int Evaluated = 40;

    // One instance keeps its dictionaries; it is safe to use from many threads.
    private readonly Zxcvbn.Zxcvbn _zxcvbn = new();

    public Estimate Of(string password, IReadOnlyList<string> about)
    {
        var result = _zxcvbn.EvaluatePassword(password.Length <= Evaluated ? password : password[..Evaluated], about);
        var isCommon = result.MatchSequence is [DictionaryMatch { DictionaryName: "passwords" } match]
            && match.Token.Length == password.Length;
        return new(Score(result.Entropy), isCommon);
    }

    // The scale of zxcvbn 4. The library's own score is of the version before, which puts 2 at four hundred million guesses.
    private static int Score(double bits) => (bits * Math.Log10(2)) switch
    {
        < 3 => 0,
        < 6 => 1,
        < 8 => 2,
        < 10 => 3,
        _ => 4,
    };

    internal readonly record struct Estimate(int Score, bool IsCommon);
}
