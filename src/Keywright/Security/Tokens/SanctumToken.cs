namespace Keywright.Security.Tokens;

/// <summary>
/// A token of Laravel Sanctum, <c>12|secret</c>, as an import may have brought it. The row is found by the SHA-256 of the secret, like that
/// of a token of ours; the number before it was its row there. It has no checksum, so each that is made up costs a look-up, as one of ours
/// does whose checksum was made up too.
/// </summary>
internal static class SanctumToken
{
    private const int ShortestSecret = 40;
    private const int LongestNumber = 20;

    /// <summary>The secret part, empty unless <paramref name="text"/> has the form.</summary>
    public static ReadOnlySpan<char> SecretOf(ReadOnlySpan<char> text)
    {
        var bar = text.IndexOf('|');
        if (bar is < 1 or > LongestNumber || text[..bar].ContainsAnyExceptInRange('0', '9'))
        {
            return [];
        }

        // A token of ours has one spelling, and a number before it is none.
        var secret = text[(bar + 1)..];
        var isNone = secret.Length < ShortestSecret || TokenText.KindOf(secret) is not null || secret.ContainsAnyExceptInRange('!', '~');
        return isNone ? [] : secret;
    }

    /// <summary>SHA-256 over what the database keeps the hash of: the secret of such a token, the whole text of any other.</summary>
    public static void HashOf(ReadOnlySpan<char> text, Span<byte> destination32) =>
        TokenText.Hash(SecretOf(text) is { IsEmpty: false } secret ? secret : text, destination32);
}
