using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Keywright.Http;

/// <summary>
/// The fields of an application/x-www-form-urlencoded body: bounded, UTF-8, each once. Read with no help of the host, whose form options
/// and limits are its own business.
/// </summary>
internal sealed class Form
{
    /// <summary>The hidden field that shows that a form is one of ours, for this session.</summary>
    public const string TokenField = "xsrf";

    private const int MaxFields = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    /// <summary>The value, or null where it is absent or empty: RFC 6749 §3.1 takes the two for one, and so do people.</summary>
    public string? this[string name] => _fields.TryGetValue(name, out var values) && values[0].Length > 0 ? values[0] : null;

    public IEnumerable<string> Names => _fields.Keys;

    /// <summary>The values of a field that may come more than once, the empty ones left out.</summary>
    public IReadOnlyList<string> All(string name) =>
        _fields.TryGetValue(name, out var values) ? [.. values.Where(value => value.Length > 0)] : [];

    /// <summary>Whether a box is ticked.</summary>
    public bool Has(string name) => this[name] is not null;

    /// <param name="repeatable">Names of fields that may come more than once (RFC 8707 §2).</param>
    public static async ValueTask<Read<Form>> Read(HttpContext http, params string[] repeatable)
    {
        if (!IsForm(http.Request.ContentType))
        {
            return new(null, Problems.Of(
                ProblemCode.UnsupportedMediaType, "Send the body as application/x-www-form-urlencoded in UTF-8."));
        }

        if (http.Request.ContentLength > Body.MaxBytes)
        {
            return new(null, Body.TooLarge());
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Body.MaxBytes + 1);
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(
                buffer.AsMemory(0, Body.MaxBytes + 1), Body.MaxBytes + 1, false, http.RequestAborted);
            return length > Body.MaxBytes ? new(null, Body.TooLarge()) : Parse(buffer.AsSpan(0, length), repeatable);
        }
        finally
        {
            // It held a password.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static Read<Form> Parse(ReadOnlySpan<byte> body, string[] repeatable)
    {
        var form = new Form();
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            if (name is null || value is null || form._fields.Count >= MaxFields)
            {
                return new(null, Problems.Of(ProblemCode.MalformedRequest, "The form is not well-formed, or not UTF-8."));
            }

            if (!form._fields.TryAdd(name, [value]) && !form.Repeat(name, value, repeatable))
            {
                return new(null, Problems.Of(ProblemCode.MalformedRequest, "The form holds a field more than once."));
            }
        }

        return new(form, null);
    }

    private bool Repeat(string name, string value, string[] repeatable)
    {
        if (!repeatable.Contains(name, StringComparer.Ordinal) || _fields[name].Count >= MaxFields)
        {
            return false;
        }

        _fields[name].Add(value);
        return true;
    }

    /// <summary>Null where a percent sign is followed by no byte, the bytes are not UTF-8, or hold what no database can keep.</summary>
    private static string? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'%')
            {
                bytes[length++] = text[i] == (byte)'+' ? (byte)' ' : text[i];
            }
            else if (i + 2 < text.Length && byte.TryParse(
                text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes[length++] = value;
                i += 2;
            }
            else
            {
                return null;
            }
        }

        try
        {
            var decoded = Strict.GetString(bytes.AsSpan(0, length));
            return decoded.Contains('\0', StringComparison.Ordinal) ? null : decoded;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            Array.Clear(bytes);
        }
    }
}
