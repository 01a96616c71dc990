using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Keywright.Configuration;

/// <summary>
/// Checks what the attributes of the options ask for, and says it in our own words: which setting, what it is, what it may be.
/// </summary>
internal static class OptionsRanges
{
    public static IEnumerable<string> Refuse(object options) =>
        from setting in OptionsTree.Settings(options)
        from rule in setting.Property.GetCustomAttributes<ValidationAttribute>()
        where !Allows(rule, setting.Value)
        select Tell(setting, rule);

    private static bool Allows(ValidationAttribute rule, object? value) =>
        value is TimeSpan duration && rule is RangeAttribute range
            ? duration >= Limit(range.Minimum) && duration <= Limit(range.Maximum)
            : rule.IsValid(value);

    private static string Tell(Setting setting, ValidationAttribute rule)
    {
        var value = setting.IsSecret ? Setting.Hidden : SettingValues.Show(setting.Value);
        return rule switch
        {
            RequiredAttribute => $"{setting.Path} is missing.",
            RangeAttribute range => $"{setting.Path} is {value}: expected {Bound(range, range.Minimum)} to {Bound(range, range.Maximum)}.",
            AllowedValuesAttribute allowed =>
                $"{setting.Path} is {value}: expected {string.Join(" or ", allowed.Values.Select(one => one ?? "nothing"))}.",
            _ => $"{setting.Path} is {value}: {rule.FormatErrorMessage(setting.Path)}",
        };
    }

    private static string Bound(RangeAttribute range, object limit) =>
        range.OperandType == typeof(TimeSpan) ? Durations.Format(Limit(limit)) : Convert.ToString(limit, CultureInfo.InvariantCulture)!;

    private static TimeSpan Limit(object limit) => limit as TimeSpan? ?? TimeSpan.Parse((string)limit, CultureInfo.InvariantCulture);
}
