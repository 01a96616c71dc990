using Keywright.Configuration;
using Microsoft.Extensions.Configuration;

namespace Keywright;

/// <summary>Reads and checks the options. Errors are values here: the caller decides whether they end the process.</summary>
internal static class OptionsReader
{
    /// <summary>
    /// The options that <paramref name="configuration"/> (whose root is the tree) describes, and everything wrong with them.
    /// </summary>
    public static (KeywrightOptions Options, IReadOnlyList<string> Errors) Read(
        IConfiguration configuration, Action<KeywrightOptions>? configure = null)
    {
        var options = new KeywrightOptions();
        var errors = OptionsBinder.Bind(options, configuration).ToList();
        configure?.Invoke(options);
        errors.AddRange(Validate(options));
        return (options, errors);
    }

    public static IEnumerable<string> Validate(KeywrightOptions options) =>
        OptionsRanges.Refuse(options).Concat(OptionsRules.Refuse(options));

    /// <exception cref="ConfigurationException">There are errors.</exception>
    public static KeywrightOptions ReadOrThrow(IConfiguration configuration, Action<KeywrightOptions>? configure = null)
    {
        var (options, errors) = Read(configuration, configure);
        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }
}
