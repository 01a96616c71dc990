using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Keys;

namespace Keywright.OAuth.Device;

/// <summary>
/// The codes that people type (RFC 8628 §6.1): eight of twenty consonants, so that they spell no word, are told apart and typed without
/// regard to case. 34 bits are few: guesses are counted, and the hash is keyed, so that a copy of the table does not tell the code.
/// </summary>
internal sealed class UserCodes(MasterKey master)
{
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";
    private const int Length = 8;
    private const int Longest = 40;

    private readonly byte[] _key = master.Derive("device user code");

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As people read it: WDJB-MJHT.</summary>
    public static string Shown(string code) => code[..(Length / 2)] + "-" + code[(Length / 2)..];

    /// <summary>What was typed, however: hyphens, spaces and case are passed over. Null when it can't be a code.</summary>
    public static string? Parse(string? typed)
    {
        if (typed is not { Length: <= Longest })
        {
            return null;
        }

        var code = string.Concat(typed.Where(char.IsAsciiLetter)).ToUpperInvariant();
        return code.Length == Length && code.All(Alphabet.Contains) && typed.All(c => char.IsAsciiLetter(c) || c is '-' or ' ')
            ? code
            : null;
    }

    public byte[] Hash(string code) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(code));
}
