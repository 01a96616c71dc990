using System.Globalization;

namespace Keywright.Benchmarks;

/// <summary>Settings of the command line: <c>--name value</c>.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string> _values = [];

    public static Settings Parse(string[] args)
    {
        var settings = new Settings();
        foreach (var pair in args.Chunk(2))
        {
            if (pair is not [['-', '-', .. var name], var value])
            {
                throw new ArgumentException($"{string.Join(' ', pair)} is not --name value");
            }

            settings._values[name] = value;
        }

        return settings;
    }

    public int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);
}
