using System.Reflection;
using System.Text.RegularExpressions;
using Keywright.Database;

namespace Keywright.Tests.Architecture;

/// <summary>
/// Which folder of src/Keywright uses which: from the compiled code, and from the usings (constants leave no trace in code).
/// The files of the root are the folder <c>.</c>.
/// </summary>
internal sealed partial class FolderUses
{
    public const string RootFolder = ".";

    private readonly Dictionary<(string From, string To), string> _edges = [];

    private FolderUses()
    {
        foreach (var type in Product.GetTypes().Where(type => FolderOf(type) is not null))
        {
            foreach (var used in TypeUses.Of(type).Where(used => used.Assembly == Product))
            {
                Add(FolderOf(type)!, FolderOf(used), $"{type} uses {used}");
            }
        }

        foreach (var file in Repository.Sources("src/Keywright"))
        {
            var path = Path.GetRelativePath("src/Keywright", file.Path).Split(Path.DirectorySeparatorChar);
            var folder = path.Length > 1 ? path[0] : RootFolder;
            Folders.Add(folder);
            foreach (Match used in Using().Matches(file.Code))
            {
                Add(folder, used.Groups[1].Value, $"{file} has {used.Value.Trim()}");
            }
        }
    }

    public static FolderUses Read { get; } = new();

    public SortedSet<string> Folders { get; } = new(StringComparer.Ordinal);

    /// <summary>Each use of a folder by another, with an example.</summary>
    public IEnumerable<(string From, string To, string Example)> All => _edges.Select(edge => (edge.Key.From, edge.Key.To, edge.Value));

    private static Assembly Product => typeof(KeywrightDatabase).Assembly;

    /// <summary>The folders that lead back to <paramref name="folder"/>, that one first and last; empty when none does.</summary>
    public IReadOnlyList<string> Cycle(string folder) => Walk(folder, folder, []) ?? [];

    private List<string>? Walk(string from, string target, HashSet<string> seen)
    {
        foreach (var next in _edges.Keys.Where(edge => edge.From == from).Select(edge => edge.To))
        {
            if (next == target)
            {
                return [from, target];
            }

            if (seen.Add(next) && Walk(next, target, seen) is { } path)
            {
                return [from, .. path];
            }
        }

        return null;
    }

    private static string? FolderOf(Type type) => type.Namespace?.Split('.') switch
    {
        ["Keywright"] => RootFolder,
        ["Keywright", var folder, ..] => folder,
        _ => null,
    };

    private void Add(string from, string? to, string example)
    {
        if (to is not null && to != from)
        {
            _edges.TryAdd((from, to), example);
        }
    }

    [GeneratedRegex(@"^\s*(?:global )?using (?:static )?(?:\w+ = )?Keywright\.(\w+).*;", RegexOptions.Multiline)]
    private static partial Regex Using();
}
