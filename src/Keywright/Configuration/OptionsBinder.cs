using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Keywright.Configuration;

/// <summary>
/// Fills an options object from configuration. Unlike the framework's binder it refuses what it doesn't know, reads durations as people
/// write them, replaces lists instead of adding to their defaults, and tells every error at once.
/// </summary>
internal sealed class OptionsBinder
{
    private readonly List<string> _errors = [];
    private readonly IReadOnlyList<Setting> _settings;

    private OptionsBinder(object options) => _settings = [.. OptionsTree.Settings(options)];

    /// <summary>Makes the sections whose names the operator chose, so that what is in them is known.</summary>
    private static void Name(object options, IConfiguration configuration)
    {
        foreach (var property in OptionsTree.Properties(options.GetType()))
        {
            var section = configuration.GetSection(property.Name);
            if (OptionsTree.IsNamed(property))
            {
                var sections = (IDictionary)property.GetValue(options)!;
                var type = property.PropertyType.GenericTypeArguments[1];
                foreach (var name in NamesIn(section, type, prefix: ""))
                {
                    sections[name] ??= Activator.CreateInstance(type);
                }
            }
            else if (OptionsTree.IsSection(property) && property.GetValue(options) is { } inner)
            {
                Name(inner, section);
            }
        }
    }

    /// <summary>A name may have colons in it, as scopes do (posts:read): configuration takes them for sections in sections.</summary>
    private static IEnumerable<string> NamesIn(IConfigurationSection section, Type type, string prefix)
    {
        foreach (var child in section.GetChildren())
        {
            var inner = child.GetChildren().ToList();
            if (inner.Exists(one => IsSetting(one, type) || !one.GetChildren().Any()))
            {
                yield return prefix + child.Key;
            }

            if (inner.Exists(one => !IsSetting(one, type) && one.GetChildren().Any()))
            {
                foreach (var longer in NamesIn(child, type, $"{prefix}{child.Key}:"))
                {
                    yield return longer;
                }
            }
        }
    }

    private static bool IsSetting(IConfigurationSection section, Type type) => OptionsTree.Properties(type)
        .Any(property => property.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase));

    public static IReadOnlyList<string> Bind(object options, IConfiguration configuration)
    {
        Name(options, configuration);
        var binder = new OptionsBinder(options);
        foreach (var section in configuration.GetChildren())
        {
            binder.Bind(section, section.Key);
        }

        return binder._errors;
    }

    private void Bind(IConfigurationSection section, string path)
    {
        var children = section.GetChildren().ToList();
        if (Find(path) is { } setting)
        {
            var isAlsoSection = _settings.Any(other => IsUnder(other.Path, path));
            if (SettingValues.IsList(setting.Type))
            {
                SetList(setting, section, children);
                return;
            }

            Set(setting, section.Value);
            if (children.Count > 0 && !isAlsoSection)
            {
                _errors.Add($"{setting.Path} is one value, not a section: expected {SettingValues.Expected(setting.Type)}.");
                return;
            }
        }
        else if (!_settings.Any(other => IsUnder(other.Path, path)))
        {
            RefuseUnknown(section, children, path);
            return;
        }
        else if (section.Value is { Length: > 0 })
        {
            var first = _settings.First(other => IsUnder(other.Path, path));
            _errors.Add($"{path} is a section, not a value: set what is in it, such as {first.Path}.");
        }

        foreach (var child in children)
        {
            Bind(child, path + ":" + child.Key);
        }
    }

    /// <summary>By the full name of each: under a misspelt section, several settings are lost.</summary>
    private void RefuseUnknown(IConfigurationSection section, List<IConfigurationSection> children, string path)
    {
        if (section.Value is not null || children.Count == 0)
        {
            _errors.Add(Suggestions.Unknown(path, _settings.Select(setting => setting.Path)));
        }

        foreach (var child in children)
        {
            RefuseUnknown(child, [.. child.GetChildren()], path + ":" + child.Key);
        }
    }

    /// <summary>No text, or an empty one (a line of a template that nobody filled in), means the default.</summary>
    private void Set(Setting setting, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        if (SettingValues.Parse(setting.Type, text.Trim()) is { } value)
        {
            setting.Property.SetValue(setting.Owner, value);
            return;
        }

        var shown = setting.IsSecret ? Setting.Hidden : $"\"{text}\"";
        _errors.Add($"{setting.Path} is {shown}: expected {SettingValues.Expected(setting.Type)}.");
    }

    /// <summary>A list is a JSON array, indexed keys, or one text with commas. What is given replaces the default.</summary>
    private void SetList(Setting setting, IConfigurationSection section, List<IConfigurationSection> children)
    {
        if (section.Value is null && children.Count == 0)
        {
            return;
        }

        var list = (IList<string>)setting.Value!;
        list.Clear();
        if (children.Exists(child => child.Value is null || !int.TryParse(child.Key, out _)))
        {
            _errors.Add($"{setting.Path} is not a list: expected an array of texts, or one text with commas.");
            return;
        }

        var texts = children.Count > 0
            ? children.Select(child => child.Value!.Trim())
            : section.Value!.Split(',', StringSplitOptions.TrimEntries);
        foreach (var text in texts.Where(text => text.Length > 0))
        {
            list.Add(text);
        }
    }

    private Setting? Find(string path) =>
        _settings.FirstOrDefault(setting => setting.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    private static bool IsUnder(string path, string section) =>
        path.Length > section.Length && path[section.Length] == ':' && path.StartsWith(section, StringComparison.OrdinalIgnoreCase);
}
