using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Keywright.Tests.Support;

/// <summary>
/// Everything that a server logged, at whatever level, against every secret that came to it or left it, and against whatever looks like a
/// token. Every server of the suite is checked when its test ends.
/// </summary>
internal sealed partial class LogSecrets : ILoggerProvider, ILogger
{
    // Shorter ones are in logs by accident: codes of six digits.
    private const int Shortest = 8;

    private readonly ConcurrentDictionary<string, bool> _secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _lines = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // A structured sink writes the values too, whatever the sentence makes of them.
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => pair.Value)) : "";
        _lines.Enqueue($"{formatter(state, exception)} {values} {exception}");
    }

    public void Add(string? secret)
    {
        if (secret is { Length: >= Shortest })
        {
            _ = _secrets.TryAdd(secret, true);
        }
    }

    /// <summary>A line that a process of its own wrote.</summary>
    public void Read(string line) => _lines.Enqueue(line);

    /// <summary>Remembers what is secret in a request or an answer: by its name, or because it is a token.</summary>
    public void Note(string body)
    {
        foreach (Match token in Token().Matches(body))
        {
            Add(token.Value);
        }

        if (body.StartsWith('{'))
        {
            try
            {
                using var json = JsonDocument.Parse(body);
                Note(json.RootElement, isSecret: false);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // Tests send what is no JSON, too.
            }
        }
    }

    public void Check()
    {
        foreach (var line in _lines)
        {
            Assert.False(Token().IsMatch(line), "A token was logged: " + line);
            Assert.False(_secrets.Keys.Any(secret => line.Contains(secret, StringComparison.Ordinal)), "A secret was logged: " + line);
        }
    }

    public void Dispose()
    {
    }

    private void Note(JsonElement element, bool isSecret)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Note(member.Value, SecretName().IsMatch(member.Name));
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Note(item, isSecret);
                }

                break;
            case JsonValueKind.String when isSecret:
                Add(element.GetString());
                break;
        }
    }

    [GeneratedRegex("kw_[a-z]+_[0-9A-Za-z]{20,}")]
    private static partial Regex Token();

    [GeneratedRegex("^(password|new_password|current_password|secret|recovery_codes?|challenge|state|otpauth_uri|.*token)$")]
    private static partial Regex SecretName();
}
