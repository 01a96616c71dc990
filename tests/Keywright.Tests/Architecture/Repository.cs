using System.Text.RegularExpressions;

namespace Keywright.Tests.Architecture;

/// <summary>The checkout that these tests were built from, as text.</summary>
internal static partial class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Product { get; } = Path.Combine(Root, "src", "Keywright");

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public static IEnumerable<SourceFile> Sources(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(path => new SourceFile(Path.GetRelativePath(Root, path), File.ReadAllText(path)))
        .OrderBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>The tables, views and functions that the migrations make.</summary>
    public static IReadOnlyCollection<string> Tables() => [.. Migrations()
        .SelectMany(sql => CreateTable().Matches(sql))
        .Select(match => match.Groups[1].Value)
        .Distinct()];

    private static IEnumerable<string> Migrations() => Directory
        .EnumerateFiles(Path.Combine(Product, "Database", "Migrations", "sql"), "*.sql")
        .Where(path => !path.EndsWith(".down.sql", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Keywright.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
    }

    [GeneratedRegex(@"^\s*CREATE (?:TABLE|VIEW|FUNCTION)\s+(?:IF NOT EXISTS\s+)?(\w+)", RegexOptions.Multiline)]
    private static partial Regex CreateTable();
}

/// <summary>A source file: its path from the root of the checkout, and what it says.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    public string[] Lines => Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>The text without whole-line comments, which may name what the code must not.</summary>
    public string Code => Comment().Replace(Text, "");

    /// <summary>The type that a place in <see cref="Code"/> belongs to, with its folder.</summary>
    public string ClassAt(int index) => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(Path)!,
        ClassName().Matches(Code[..index]).Select(name => name.Groups[1].Value).LastOrDefault("?"));

    public bool IsIn(params ReadOnlySpan<string> folders)
    {
        var folder = System.IO.Path.Combine(folders) + System.IO.Path.DirectorySeparatorChar;
        return Path.StartsWith(folder, StringComparison.Ordinal);
    }

    public override string ToString() => Path;

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(\w+)")]
    private static partial Regex ClassName();
}
