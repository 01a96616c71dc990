using System.Collections;
using System.Reflection;

namespace Keywright.Configuration;

/// <summary>
/// The settings of an options object, found by its shape: a property of a class of ours is a section, every other one a setting. A section
/// that is also a value (<c>Database</c>) has a property <see cref="OwnValue"/>.
/// </summary>
internal static class OptionsTree
{
    public const string OwnValue = "Url";

    public static IEnumerable<Setting> Settings(object options, string path = "")
    {
        foreach (var property in Properties(options.GetType()))
        {
            var name = path.Length == 0 ? property.Name : path + ":" + property.Name;
            if (IsNamed(property))
            {
                foreach (DictionaryEntry entry in (IDictionary)property.GetValue(options)!)
                {
                    foreach (var setting in Settings(entry.Value!, $"{name}:{entry.Key}"))
                    {
                        yield return setting;
                    }
                }
            }
            else if (IsSection(property))
            {
                foreach (var setting in Settings(property.GetValue(options)!, name))
                {
                    yield return setting;
                }
            }
            else
            {
                yield return new Setting(property.Name == OwnValue && path.Length > 0 ? path : name, property, options);
            }
        }
    }

    public static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0);

    /// <summary>Whether a property holds sections under names that the operator chooses.</summary>
    public static bool IsNamed(PropertyInfo property) =>
        property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IDictionary<,>);

    public static bool IsSection(PropertyInfo property) =>
        property.PropertyType is { IsClass: true, Namespace: { } space } && space.StartsWith("Keywright", StringComparison.Ordinal);
}
