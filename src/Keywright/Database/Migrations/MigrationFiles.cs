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

    /// <summary>
    /// Those of <paramref name="dialect"/>, in order. Files that name a dialect come in pairs, so that no database falls behind the other.
    /// </summary>
    /// <exception cref="MigrationException">A file is malformed, or one of a pair is missing.</exception>
    public static IReadOnlyList<MigrationFile> Parse(IEnumerable<(string Name, string Text)> files, Dialect dialect)
    {
        var parts = files.Select(file => Part(file.Name, file.Text)).ToList();
        RefuseTwins(parts);
        RefuseHalves(parts);
        var ups = parts.Where(part => !part.IsDown && Fits(part, dialect)).OrderBy(part => part.Number);
        return [.. ups.Select(up => Make(up, parts.Find(down => down.IsDown && down.Name == up.Name && down.Dialect == up.Dialect)))];
    }

    private static MigrationFile Make(FilePart up, FilePart? down)
    {
        var (description, type) = MigrationHeaders.Read(up.FileName, up.Text);
        return new MigrationFile
        {
            Number = up.Number,
            Name = up.Name,
            FileName = up.FileName,
            Sql = MigrationChecksum.Canonical(up.Text),
            Rollback = down is null ? null : MigrationChecksum.Canonical(down.Text),
            Description = description,
            Type = type,
            Checksum = MigrationChecksum.Of(up.Text),
        };
    }

    private static FilePart Part(string fileName, string text)
    {
        var match = FileName().Match(fileName);
        return match.Success && int.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new FilePart(fileName, number, match.Groups["name"].Value, match.Groups["dialect"].Value, match.Groups["down"].Success, text)
            : throw Refuse($"{fileName} is not named like a migration: expected 0001_name[.sqlite|.postgres][.down].sql");
    }

    private static void RefuseTwins(List<FilePart> parts)
    {
        var groups = parts.Where(part => !part.IsDown).GroupBy(part => part.Number);
        if (groups.FirstOrDefault(group => group.Skip(1).Any() && !IsPair([.. group])) is { } same)
        {
            throw Refuse($"{string.Join(" and ", same.Select(part => part.FileName).Order(StringComparer.Ordinal))} have the same number");
        }
    }

    private static void RefuseHalves(List<FilePart> parts)
    {
        foreach (var part in parts)
        {
            if (part.IsDown && !parts.Exists(up => !up.IsDown && up.Name == part.Name && up.Dialect == part.Dialect))
            {
                throw Refuse($"{part.FileName} undoes a migration that is missing");
            }

            if (part.Dialect.Length > 0 && !parts.Exists(other => Mirrors(other, part)))
            {
                throw Refuse($"{part.FileName} has no counterpart for the other database");
            }
        }
    }

    private static bool Mirrors(FilePart one, FilePart other) =>
        one.Name == other.Name && one.IsDown == other.IsDown && one.Dialect != other.Dialect;

    private static bool IsPair(List<FilePart> parts) =>
        parts.Count == 2 && Mirrors(parts[0], parts[1]) && parts.TrueForAll(part => part.Dialect.Length > 0);

    private static bool Fits(FilePart part, Dialect dialect) =>
        part.Dialect.Length == 0 || part.Dialect == dialect.Choose("sqlite", "postgres");

    private static MigrationException Refuse(string reason) => new(MigrationProblem.Refused, reason + ".");

    [GeneratedRegex(
        @"^(?<name>(?<number>[0-9]{4,9})_[a-z0-9]+(?:_[a-z0-9]+)*)(?:\.(?<dialect>sqlite|postgres))?(?<down>\.down)?\.sql\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    private sealed record FilePart(string FileName, int Number, string Name, string Dialect, bool IsDown, string Text);
}
