namespace Keywright.Security.Tokens;

/// <summary>The prefix of a kind of token, and how many bytes follow it as base62.</summary>
internal sealed record TokenFormat(string Prefix, int PayloadLength)
{
    /// <summary>A random payload: 256 bits can't be guessed, so a plain SHA-256 of the text is enough to store.</summary>
    public const int Secret = 32;

    /// <summary>The session's id and a secret: the row is found by its primary key.</summary>
    public const int Access = 16 + Secret;

    /// <summary>Family, generation, secret, key id and truncated HMAC.</summary>
    public const int Refresh = 16 + 4 + Secret + 4 + 16;

    // In the order of TokenKind.
    private static readonly TokenFormat[] Formats =
    [
        new("kw_at_", Access),
        new("kw_rt_", Refresh),
        new("kw_st_", Secret),
        new("kw_pat_", Secret),
        new("kw_dv_", Secret),
        new("kw_ch_", Secret),
        new("kw_ev_", Secret),
        new("kw_pr_", Secret),
        new("kw_cs_", Secret),
        new("kw_ac_", Secret),
        new("kw_ort_", Refresh),
        new("kw_oat_", Secret),
        new("kw_par_", Secret),
        new("kw_dc_", Secret),
        new("kw_su_", Secret),
        new("kw_ex_", Secret),
        new("kw_cr_", Secret),
    ];

    /// <summary>The characters of a whole token: prefix, payload, checksum.</summary>
    public int Length { get; } = Prefix.Length + Base62.Width(PayloadLength) + TokenText.ChecksumLength;

    public static TokenFormat Of(TokenKind kind) => Formats[(int)kind];

    /// <summary>The kind whose prefix <paramref name="text"/> carries. Each ends at its second underscore: none begins another.</summary>
    public static TokenKind? KindOf(ReadOnlySpan<char> text)
    {
        for (var kind = 0; kind < Formats.Length; kind++)
        {
            if (text.StartsWith(Formats[kind].Prefix, StringComparison.Ordinal))
            {
                return (TokenKind)kind;
            }
        }

        return null;
    }
}
