using System.Text.Json;
using Keywright.Maintenance.Transfer;

namespace Keywright.Maintenance.Import;

/// <summary>
/// Which field of a file is which of ours: <c>email=mail,name=profile.full_name</c>. A field that has our name needs no word.
/// </summary>
internal sealed class FieldMap
{
    private readonly Dictionary<string, string> _theirs;

    private FieldMap(Dictionary<string, string> theirs) => _theirs = theirs;

    /// <exception cref="TransferException">A pair is malformed, or names a field that no user has.</exception>
    public static FieldMap Parse(string? text)
    {
        var theirs = UserFields.All.ToDictionary(field => field, StringComparer.Ordinal);
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', 2, StringSplitOptions.TrimEntries) is not [var ours, { Length: > 0 } their] || !theirs.ContainsKey(ours))
            {
                throw new TransferException(
                    $"'{pair}' maps nothing: expected ours=theirs, where ours is one of {string.Join(", ", UserFields.All)}.");
            }

            theirs[ours] = their;
        }

        return new FieldMap(theirs);
    }

    /// <summary>The fields of theirs that become nothing here.</summary>
    public IEnumerable<string> Unknown(IEnumerable<string> theirs) =>
        theirs.Where(their => !_theirs.Values.Any(known => known == their || known.StartsWith(their + ".", StringComparison.Ordinal)));

    public Dictionary<string, string?> Read(Func<string, string?> theirs) =>
        _theirs.ToDictionary(pair => pair.Key, pair => theirs(pair.Value), StringComparer.Ordinal);

    /// <summary>A member of a JSON object, also one of an object inside it: a dot goes down.</summary>
    public static string? Member(JsonElement element, string path)
    {
        if (!element.TryGetProperty(path, out var found))
        {
            var dot = path.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && element.TryGetProperty(path[..dot], out var inner) && inner.ValueKind == JsonValueKind.Object
                ? Member(inner, path[(dot + 1)..])
                : null;
        }

        return found.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => found.GetString(),
            _ => found.GetRawText(),
        };
    }
}
