using System.Buffers;
using System.Text;

namespace Keywright.Security;

/// <summary>
/// Unicode normalization form C (UAX #15). string.Normalize returns its input unchanged where the process runs without ICU, as our server
/// does and a host may not: a password hashed by one must verify in the other.
/// </summary>
internal static class Nfc
{
    // Hangul syllables compose by arithmetic (Unicode §3.12).
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    /// <summary>Lone surrogates pass through unchanged.</summary>
    public static string Normalize(string text)
    {
        // Below U+0300 every text is in form C.
        if (text.AsSpan().IndexOfAnyInRange('\u0300', char.MaxValue) < 0)
        {
            return text;
        }

        var codes = new List<int>(text.Length);
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var isRune = Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done;
            Decompose(isRune ? rune.Value : rest[0], codes);
            rest = rest[length..];
        }

        Order(codes);
        Compose(codes);
        return Text(codes);
    }

    private static void Decompose(int code, List<int> into)
    {
        var syllable = code - SyllableBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            into.Add(LeadBase + (syllable / (Vowels * Tails)));
            into.Add(VowelBase + (syllable / Tails % Vowels));
            if (syllable % Tails != 0)
            {
                into.Add(TailBase + (syllable % Tails));
            }
        }
        else if (NfcTable.Decompositions.TryGetValue(code, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into);
            }
        }
        else
        {
            into.Add(code);
        }
    }

    /// <summary>Sorts each run of combining marks by class, keeping the order within a class.</summary>
    private static void Order(List<int> codes)
    {
        for (var start = 0; start < codes.Count; start++)
        {
            var end = start;
            while (end < codes.Count && NfcTable.ClassOf(codes[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var sorted = codes.GetRange(start, end - start).OrderBy(NfcTable.ClassOf).ToList();
                codes.RemoveRange(start, sorted.Count);
                codes.InsertRange(start, sorted);
            }

            start = end;
        }
    }

    private static void Compose(List<int> codes)
    {
        var starter = -1;
        var written = 0;
        var lastClass = 0;
        foreach (var code in codes.ToArray())
        {
            var itsClass = NfcTable.ClassOf(code);
            var isBlocked = starter != written - 1 && (lastClass == 0 || lastClass >= itsClass);
            if (starter >= 0 && !isBlocked && Composite(codes[starter], code) is { } composite)
            {
                codes[starter] = composite;
                continue;
            }

            if (itsClass == 0)
            {
                starter = written;
            }

            lastClass = itsClass;
            codes[written++] = code;
        }

        codes.RemoveRange(written, codes.Count - written);
    }

    private static int? Composite(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads && second - VowelBase is >= 0 and < Vowels)
        {
            return SyllableBase + (((((first - LeadBase) * Vowels) + second) - VowelBase) * Tails);
        }

        var syllable = first - SyllableBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && second - TailBase is > 0 and < Tails)
        {
            return first + second - TailBase;
        }

        return NfcTable.Compositions.TryGetValue((first, second), out var composite) ? composite : null;
    }

    private static string Text(List<int> codes)
    {
        var text = new StringBuilder(codes.Count);
        foreach (var code in codes)
        {
            _ = Rune.IsValid(code) ? text.Append(new Rune(code).ToString()) : text.Append((char)code);
        }

        return text.ToString();
    }
}
