using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Keywright.Pages;

/// <summary>
/// HTML written as an interpolated string, whose holes are encoded; a hole that is itself <see cref="Html"/> is woven in. Nothing converts
/// a plain string to Html, so a value cannot become markup. docs/decisions/html-without-razor.md
/// </summary>
[InterpolatedStringHandler]
internal sealed class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // What a text must not stand in, quoted or not: there it could run, or lead somewhere. Addresses are a Link.
    private static readonly FrozenSet<string> Dangerous = FrozenSet.ToFrozenSet(
        ["href", "src", "action", "formaction", "style", "srcdoc", "data"], StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder _text;

    public Html(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    /// <summary>The markup where the condition holds, and nothing otherwise.</summary>
    public static Html? When(bool condition, Html markup) => condition ? markup : null;

    public void AppendLiteral(string literal) => _text.Append(literal);

    /// <exception cref="InvalidOperationException">The hole is where no encoding makes a text harmless.</exception>
    public void AppendFormatted(string? text)
    {
        RefusePlace();
        _ = _text.Append(Encoder.Encode(text ?? ""));
    }

    public void AppendFormatted(int number)
    {
        RefusePlace();
        _ = _text.Append(number.ToString(CultureInfo.InvariantCulture));
    }

    public void AppendFormatted(Link link) => _text.Append(Encoder.Encode(link.Address));

    public void AppendFormatted(Html? markup) => _text.Append(markup?._text);

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts)
        {
            _ = _text.Append(part._text);
        }
    }

    public override string ToString() => _text.ToString();

    private void RefusePlace()
    {
        var before = Before();
        if (before is [.., '<'] or [.., '<', '/'] or [.., '='])
        {
            throw new InvalidOperationException("A text belongs between tags or quotes.");
        }

        if (before is not [.., '"'])
        {
            return;
        }

        var name = before[..^1].TrimEnd('=');
        name = name[(name.LastIndexOf(' ') + 1)..];
        if (Dangerous.Contains(name) || name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"A text does not belong in the attribute {name}.");
        }
    }

    private string Before()
    {
        const int longest = 24;
        var length = Math.Min(longest, _text.Length);
        return _text.ToString(_text.Length - length, length).ReplaceLineEndings(" ");
    }
}
