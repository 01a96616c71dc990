using System.Globalization;
using System.Text.RegularExpressions;

namespace Keywright.Database.Migrations;

/// <summary>Finds migrations among files. What ends in .sql and is none is refused by name: ignored, it would be missed too late.</summary>
internal static partial class MigrationFiles
{
    private const string EmbeddedFolder = "migrations/";

    /// <summary>Keywright's own schema.</summary>
    /// <exception cref="MigrationException">A file is malformed, or one of a pair is missing.</exception>
    public static IReadOnlyList<MigrationFile> Embedded(Dialect dialect)
    {
        var assembly = typeof(MigrationFiles).Assembly;
        var files = new List<(string Name, string Text)>();
        var resources = assembly.GetManifestResourceNames().Where(name => name.StartsWith(EmbeddedFolder, StringComparison.Ordinal));
        foreach (var resource in resources)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            files.Add((resource[EmbeddedFolder.Length..], reader.ReadToEnd()));
        }

        return Parse(files, dialect);
    }

    /// <summary>Those in a directory of somebody's own. What doesn't end in .sql is no business of ours.</summary>
    /// <exception cref="MigrationException">The directory can't be read, a file is malformed, or one of a pair is missing.</exception>
    public static IReadOnlyList<MigrationFile> Directory(string path, Dialect dialect)
    {
        try
        {
            var files = System.IO.Directory.EnumerateFiles(path)
                .Where(file => file.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));
            return Parse([.. files], dialect);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw MigrationException.Refuse($"The migrations in {path} can't be read: {e.Message}");
        }
    }

    /// <summary>
    /// Those of <paramref name="dialect"/>, in order. Files that name a dialect come in pairs, so that no database falls behind the other.
    /// </summary>
    /// <exception cref="MigrationException">A file is malformed, or one of a pair is missing: all that is wrong, at once.</exception>
    public static IReadOnlyList<MigrationFile> Parse(IEnumerable<(string Name, string Text)> files, Dialect dialect)
    {
        var findings = new List<MigrationFinding>();
        var parts = files.Select(file => FilePart.Read(file.Name, file.Text, findings)).OfType<FilePart>().ToList();
        findings.AddRange(Twins(parts));
        findings.AddRange(Halves(parts));
        var ups = parts.Where(part => !part.IsDown && Fits(part, dialect)).OrderBy(part => part.Number);
        List<MigrationFile> found =
            [.. ups.Select(up => Make(up, dialect, parts.Find(down => down.IsDown && down.Name == up.Name && down.Dialect == up.Dialect)))];
        return findings.Count == 0 ? found : throw MigrationException.Refuse(findings);
    }

    private static MigrationFile Make(FilePart up, Dialect dialect, FilePart? down) => new()
    {
        Number = up.Number,
        Name = up.Name,
        FileName = up.FileName,
        Dialect = dialect,
        Sql = MigrationChecksum.Canonical(up.Text),
        Rollback = down is null ? null : MigrationChecksum.Canonical(down.Text),
        Headers = up.Headers,
        Checksum = MigrationChecksum.Of(up.Text),
    };

    private static IEnumerable<MigrationFinding> Twins(List<FilePart> parts) => parts
        .Where(part => !part.IsDown)
        .GroupBy(part => part.Number)
        .Where(group => group.Skip(1).Any() && !IsPair([.. group]))
        .Select(group => string.Join(" and ", group.Select(part => part.FileName).Order(StringComparer.Ordinal)))
        .Select(names => new MigrationFinding(MigrationFindingKind.Duplicate, names, $"{names} have the same number."));

    private static IEnumerable<MigrationFinding> Halves(List<FilePart> parts)
    {
        foreach (var part in parts)
        {
            if (part.IsDown && !parts.Exists(up => !up.IsDown && up.Name == part.Name && up.Dialect == part.Dialect))
            {
                yield return part.Refuse("undoes a migration that is missing");
            }

            if (part.Dialect.Length > 0 && !parts.Exists(other => Mirrors(other, part)))
            {
                yield return part.Refuse("has no counterpart for the other database");
            }
        }
    }

    private static bool Mirrors(FilePart one, FilePart other) =>
        one.Name == other.Name && one.IsDown == other.IsDown && one.Dialect != other.Dialect;

    private static bool IsPair(List<FilePart> parts) =>
        parts.Count == 2 && Mirrors(parts[0], parts[1]) && parts.TrueForAll(part => part.Dialect.Length > 0);

    private static bool Fits(FilePart part, Dialect dialect) =>
        part.Dialect.Length == 0 || part.Dialect == dialect.Choose("sqlite", "postgres");

    /// <summary>A file, up or down, as its name and its headers say.</summary>
    private sealed partial record FilePart(
        string FileName, long Number, string Name, string Dialect, bool IsDown, string Text, MigrationHeaders Headers)
    {
        public static FilePart? Read(string fileName, string text, List<MigrationFinding> findings)
        {
            var match = Pattern().Match(fileName);
            if (!match.Success || !long.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                findings.Add(Unreadable(
                    fileName, " is not named like a migration: expected 0001_name[.sqlite|.postgres][.down].sql"));
                return null;
            }

            var (headers, problems) = MigrationHeaders.Read(text);
            findings.AddRange(problems.Select(problem => Unreadable(fileName, $": {problem}")));
            if (BothWays().IsMatch(text))
            {
                // dbmate keeps both directions in one file. Run as a whole, it would undo itself at once.
                findings.Add(Unreadable(
                    fileName, ": -- migrate:up and -- migrate:down are not read here; the way back is a file of its own, .down.sql"));
            }

            return new FilePart(
                fileName, number, match.Groups["name"].Value, match.Groups["dialect"].Value, match.Groups["down"].Success, text, headers);
        }

        public MigrationFinding Refuse(string reason) => Unreadable(FileName, $" {reason}");

        private static MigrationFinding Unreadable(string fileName, string reason) =>
            new(MigrationFindingKind.Unreadable, fileName, $"{fileName}{reason}.");

        [GeneratedRegex(
            @"^(?<name>(?<number>[0-9]{4,9}|[0-9]{14})_[a-z0-9]+(?:_[a-z0-9]+)*)(?:\.(?<dialect>sqlite|postgres))?(?<down>\.down)?\.sql\z",
            RegexOptions.CultureInvariant)]
        private static partial Regex Pattern();

        [GeneratedRegex(@"^--\s*migrate:(?:up|down)\b", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
        private static partial Regex BothWays();
    }
}
