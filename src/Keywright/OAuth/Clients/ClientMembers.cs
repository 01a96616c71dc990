using System.Text.Json;
using Keywright.Users;

namespace Keywright.OAuth.Clients;

/// <summary>
/// Reads what somebody says of a client (RFC 7591 §2). A member that is absent leaves things as they are, null brings its default back.
/// What is wrong is collected, by member.
/// </summary>
/// <param name="json">An object.</param>
/// <param name="ignored">Members that whoever speaks has no say in.</param>
internal sealed class ClientMembers(JsonElement json, IReadOnlyCollection<string>? ignored = null)
{
    private const int MostItems = 100;

    public Dictionary<string, string[]> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>The first member whose JSON type is not the one of its name.</summary>
    public string? WrongType { get; private set; }

    public bool Has(string name) => Find(name, out _);

    /// <summary>Whether one of the texts of a list is so, whatever else it holds.</summary>
    public bool Any(string name, Func<string, bool> isSo) =>
        Find(name, out var value) && value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && TextOf(name, item) is { } text && isSo(text));

    public void Refuse(string name, params string[] reasons) =>
        Errors[name] = Errors.TryGetValue(name, out var earlier) ? [.. earlier, .. reasons] : reasons;

    /// <summary>A text; an empty one counts as null.</summary>
    public string? Text(string name, string? current, Func<string, string?> refuse)
    {
        if (!Find(name, out var value))
        {
            return current;
        }

        if (value.ValueKind == JsonValueKind.Null || TextOf(name, value) is not { Length: > 0 } text)
        {
            return null;
        }

        if (refuse(text) is { } reason)
        {
            Refuse(name, reason);
        }

        return text;
    }

    /// <summary>A text of no meaning to us, for people.</summary>
    public string? Words(string name, string? current, int longest) =>
        Text(name, current, text => ProfileText.Refuse(text, longest))?.Trim() is { Length: > 0 } words ? words : null;

    public string? Choice(string name, string? current, string? fallback, params string[] allowed) =>
        Text(name, current, text => allowed.Contains(text, StringComparer.Ordinal)
            ? null
            : $"Use one of: {string.Join(", ", allowed)}.") ?? fallback;

    public bool Flag(string name, bool current, bool fallback)
    {
        if (!Find(name, out var value))
        {
            return current;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            HasWrongType(name, "true or false");
        }

        return value.ValueKind == JsonValueKind.Null ? fallback : value.ValueKind == JsonValueKind.True;
    }

    public int? Number(string name, int? current, int least, int most)
    {
        if (!Find(name, out var value))
        {
            return current;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            HasWrongType(name, "a number");
            return null;
        }

        if (value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, $"Use a whole number from {least} to {most}.");
        return null;
    }

    public TimeSpan? Seconds(string name, TimeSpan? current, int least, int most) =>
        Number(name, (int?)current?.TotalSeconds, least, most) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Texts, each once.</summary>
    public IReadOnlyList<string> List(
        string name, IReadOnlyList<string> current, IReadOnlyList<string> fallback, Func<string, string?> refuse)
    {
        if (!Find(name, out var value))
        {
            return current;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return fallback;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            HasWrongType(name, "a list of texts");
            return current;
        }

        return Checked(name, [.. value.EnumerateArray().Take(MostItems + 1).Select(item => TextOf(name, item) ?? "")], refuse);
    }

    /// <summary>Texts with blanks between them, each once.</summary>
    public IReadOnlyList<string> Blanked(string name, IReadOnlyList<string> current, Func<string, string?> refuse)
    {
        if (!Find(name, out var value))
        {
            return current;
        }

        return value.ValueKind == JsonValueKind.Null ? []
            : Checked(name, (TextOf(name, value) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), refuse);
    }

    /// <summary>An object as it was written.</summary>
    public string? Object(string name, string? current, Func<JsonElement, string?> refuse)
    {
        if (!Find(name, out var value))
        {
            return current;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            HasWrongType(name, "an object");
            return null;
        }

        if (refuse(value) is { } reason)
        {
            Refuse(name, reason);
        }

        return value.GetRawText();
    }

    private string[] Checked(string name, string[] items, Func<string, string?> refuse)
    {
        if (items.Length > MostItems)
        {
            Refuse(name, $"Use at most {MostItems}.");
            return [];
        }

        foreach (var item in items)
        {
            if (refuse(item) is { } reason)
            {
                Refuse(name, $"{Shown(item)}: {reason}");
            }
        }

        return [.. items.Distinct(StringComparer.Ordinal)];
    }

    // Whoever wrote it reads it again; nobody else's screen is written on.
    private static string Shown(string item)
    {
        var plain = string.Concat(item.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return plain.Length > 100 ? plain[..100] + "…" : plain;
    }

    private bool Find(string name, out JsonElement value)
    {
        value = default;
        return ignored?.Contains(name) != true && json.TryGetProperty(name, out value);
    }

    private string? TextOf(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            HasWrongType(name, "a text");
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Refuse(name, "This is not valid Unicode text.");
            return null;
        }
    }

    private void HasWrongType(string name, string expected)
    {
        WrongType ??= name;
        Errors[name] = [$"Use {expected}."];
    }
}
