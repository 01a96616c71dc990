namespace Keywright.Configuration;

/// <summary>The configuration has errors: all of them, each with the setting's name and what was expected.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> errors)
    : Exception("The configuration has errors:\n" + string.Join('\n', errors.Select(error => "  " + error)))
{
    /// <summary>One sentence an error, naming the setting.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
