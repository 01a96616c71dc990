using System.Text.RegularExpressions;
using System.Xml.Linq;
using Keywright.Configuration;

namespace Keywright.Tests.Configuration;

/// <summary>The settings as text, with the comments of the options classes as their descriptions.</summary>
internal static partial class SettingsText
{
    private static readonly Dictionary<string, XElement> Comments = XDocument
        .Load(Path.ChangeExtension(typeof(KeywrightOptions).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    public static string Table() => "| setting | default | what it does |\n|---|---|---|\n" + string.Concat(
        Documented("<name>", "<name>").Select(setting =>
            $"| `{setting.Path}` | {Default(setting) switch { "" => "none", var text => $"`{text}`" }} | {Describe(setting)} |\n"));

    public static string DotEnv() => string.Concat(Documented("google", "posts").Select(setting =>
        $"# {Describe(setting).Replace("`", "", StringComparison.Ordinal)}\n"
        + $"#KEYWRIGHT_{setting.Path.Replace(":", "__", StringComparison.Ordinal)}={Default(setting)}\n\n"));

    private static IEnumerable<Setting> Documented(string provider, string scope)
    {
        var options = new KeywrightOptions();
        options.External[provider] = new();
        options.OAuth.Scopes[scope] = new();
        return OptionsTree.Settings(options);
    }

    private static string Default(Setting setting) => SettingValues.Show(setting.Value);

    private static string Describe(Setting setting)
    {
        var comment = string.Concat(Comments[$"P:{setting.Property.DeclaringType!.FullName}.{setting.Property.Name}"].Nodes().Select(Text));
        var choices = setting.Type.IsEnum ? $" Expects {SettingValues.Expected(setting.Type)}." : "";
        return Spaces().Replace(comment, " ").Trim() + choices;
    }

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.', ':')[^1]}`",
        XElement element => $"`{element.Value}`",
        XText text => text.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
