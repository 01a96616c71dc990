using System.Collections;
using System.Globalization;

namespace Keywright.Configuration;

/// <summary>Reads and shows the values of settings, by type.</summary>
internal static class SettingValues
{
    private static readonly string[] Yes = ["true", "1", "yes", "on"];
    private static readonly string[] No = ["false", "0", "no", "off"];

    public static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    public static object? Parse(Type type, string text)
    {
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(bool))
        {
            return Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? true
                : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? false : null;
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        if (type == typeof(TimeSpan))
        {
            return Durations.Parse(text);
        }

        if (type == typeof(Uri))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
        }

        // Enum.Parse reads "7" and "A,B", which no setting means.
        return type.IsEnum && text.All(char.IsAsciiLetter) && Enum.TryParse(type, text, ignoreCase: true, out var value) ? value : null;
    }

    public static string Expected(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : type == typeof(TimeSpan) ? Durations.Expected
        : type == typeof(Uri) ? "a URL"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(Wire))
        : "text";

    public static string Show(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeSpan duration => Durations.Format(duration),
        string text => text,
        Uri uri => uri.OriginalString,
        Enum choice => Wire(choice.ToString()),
        IEnumerable list => string.Join(", ", list.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Choices are written as in the documents: one lower-case word.</summary>
    private static string Wire(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
