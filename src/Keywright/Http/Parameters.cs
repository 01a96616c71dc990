using System.Buffers;
using System.Text;

namespace Keywright.Http;

/// <summary>
/// The parameters of a query or of a form (WHATWG URL §5.1), read strictly: what is not well-formed is refused, not mended. A parameter
/// without a value counts as left out (RFC 6749 §3.1).
/// </summary>
internal sealed class Parameters
{
    /// <summary>The hidden field that shows that a form is one of ours, for this session.</summary>
    public const string TokenField = "xsrf";

    // No form of ours has as many.
    private const int Most = 200;

    private readonly List<(string Name, string Value)> _all;

    private Parameters(List<(string Name, string Value)> all) => _all = all;

    public static Parameters None { get; } = new([]);

    public IReadOnlyList<(string Name, string Value)> All => _all;

    /// <summary>A parameter that comes twice, which is a refusal (RFC 6749 §3.1), or null.</summary>
    public string? Repeated(params ReadOnlySpan<string> exceptions)
    {
        for (var i = 0; i < _all.Count; i++)
        {
            for (var j = i + 1; j < _all.Count; j++)
            {
                if (_all[i].Name == _all[j].Name && !exceptions.Contains(_all[i].Name))
                {
                    return _all[i].Name;
                }
            }
        }

        return null;
    }

    public string? this[string name]
    {
        get
        {
            foreach (var (known, value) in _all)
            {
                if (known == name)
                {
                    return value;
                }
            }

            return null;
        }
    }

    public IReadOnlyList<string> Every(string name) => [.. _all.Where(one => one.Name == name).Select(one => one.Value)];

    public static Parameters Of(IEnumerable<(string Name, string Value)> all) => new([.. all]);

    /// <summary>Null when it is malformed. A question mark in front is passed over.</summary>
    public static Parameters? Parse(ReadOnlySpan<char> text)
    {
        var all = new List<(string, string)>();
        var count = 0;
        foreach (var range in text.TrimStart('?').Split('&'))
        {
            var pair = text.TrimStart('?')[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            if (name is null || value is null || ++count > Most)
            {
                return null;
            }

            if (value.Length > 0)
            {
                all.Add((name, value));
            }
        }

        return new(all);
    }

    /// <summary>The parameters of the query, or null when it is malformed.</summary>
    public static Parameters? Query(HttpContext http) => Parse(http.Request.QueryString.Value);

    /// <summary>The form that is the body, or why there is none. The host's form options and limits are its own business.</summary>
    public static async ValueTask<Read<Parameters>> Form(HttpContext http, CancellationToken ct)
    {
        if (!MediaType.IsForm(http.Request.ContentType))
        {
            return new(null, Problems.Of(
                ProblemCode.UnsupportedMediaType, "The body must be application/x-www-form-urlencoded in UTF-8."));
        }

        if (http.Request.ContentLength > Body.MaxBytes)
        {
            return new(null, Body.TooLarge());
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Body.MaxBytes + 1);
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(buffer.AsMemory(0, Body.MaxBytes + 1), Body.MaxBytes + 1, false, ct);
            return length > Body.MaxBytes ? new(null, Body.TooLarge())
                : Parse(Encoding.Latin1.GetString(buffer, 0, length)) is { } form ? new(form, null)
                : new(null, Problems.Of(ProblemCode.MalformedRequest, "The form is malformed, or not UTF-8."));
        }
        finally
        {
            // It held secrets.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string? Decode(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyExceptInRange('!', '~') < 0 && text.IndexOfAny('%', '+') < 0)
        {
            return text.ToString();
        }

        var bytes = new byte[text.Length];
        if (Unescape(text, bytes) is not { } length)
        {
            return null;
        }

        try
        {
            var decoded = Strict.GetString(bytes, 0, length);

            // PostgreSQL takes no NUL.
            return decoded.Contains('\0', StringComparison.Ordinal) ? null : decoded;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// How many bytes there are, or null where a percent sign is followed by none or a character stands as itself that may not.
    /// </summary>
    private static int? Unescape(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return null;
                }

                bytes[length++] = Convert.FromHexString(text.Slice(i + 1, 2))[0];
                i += 2;
            }
            else if (c is > '\x7F' or < ' ')
            {
                // Browsers and libraries escape these; who does not means something else.
                return null;
            }
            else
            {
                bytes[length++] = c == '+' ? (byte)' ' : (byte)c;
            }
        }

        return length;
    }
}
