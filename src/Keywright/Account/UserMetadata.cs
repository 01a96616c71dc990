using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Keywright.Account;

/// <summary>What may be kept as metadata: a JSON object of a bounded size that both databases can hold.</summary>
internal static class UserMetadata
{
    private const int MaxBytes = 16 * 1024;

    // jsonb writes 1e9999 out, digit by digit, up to 131,072 of them: a few bytes must not become megabytes.
    private const double Largest = 1e21;
    private const double Smallest = 1e-21;
    private const int MaxExponent = 400;

    /// <summary>The JSON to keep, or null where the member is absent; what is wrong with it goes to <paramref name="errors"/>.</summary>
    public static string? Read(JsonElement element, string field, Dictionary<string, string[]> errors)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        var text = element.ValueKind == JsonValueKind.Null ? "{}" : element.GetRawText();
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            errors[field] = [$"Use at most {MaxBytes / 1024} KiB of JSON."];
        }
        else if (!HasPlainNumbers(element))
        {
            errors[field] = ["A number is too large or too small."];
        }

        return text;
    }

    private static bool HasPlainNumbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(member => HasPlainNumbers(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(HasPlainNumbers),
        JsonValueKind.Number => IsPlain(element.GetRawText()),
        _ => true,
    };

    private static bool IsPlain(string number) =>
        !number.AsSpan().ContainsAny('e', 'E')
        || (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) is 0 or (> Smallest and < Largest)
            && ExponentOf(number) is > -MaxExponent and < MaxExponent);

    /// <summary>0e99999 is zero and still too large for a numeric.</summary>
    private static int ExponentOf(string number)
    {
        var exponent = number.AsSpan(number.AsSpan().IndexOfAny('e', 'E') + 1);
        return int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) ? power : int.MaxValue;
    }
}
