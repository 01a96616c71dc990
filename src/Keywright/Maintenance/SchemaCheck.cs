using Keywright.Database;
using Keywright.Database.Migrations;
using Microsoft.Extensions.Hosting;

namespace Keywright.Maintenance;

/// <summary>
/// The schema must be what the code was written for: a trigger or a constraint that somebody dropped is a promise that nobody keeps. While
/// one develops a difference is a warning, elsewhere the node does not start.
/// </summary>
internal sealed partial class SchemaCheck(
    MigrationOptions options, KeywrightDatabase database, KeywrightSchema schema, KeywrightMigrations migrations,
    IHostEnvironment environment, ILogger<SchemaCheck> logger)
{
    /// <exception cref="MigrationException">The schema differs. The message names each difference.</exception>
    public async Task Run(CancellationToken ct)
    {
        var differences = options.VerifyAtStart ? await Differences(ct) : [];
        if (differences.Count > 0 && !environment.IsDevelopment())
        {
            throw new MigrationException(MigrationProblem.Refused, $"""
                The schema is not the one of this version:
                  {string.Join("\n  ", differences)}
                Repair it, or start with Migrations:VerifyAtStart=false. The same list at any time: keywright db verify
                """);
        }

        foreach (var difference in differences)
        {
            LogDifference(logger, difference);
        }
    }

    private async Task<List<string>> Differences(CancellationToken ct)
    {
        var found = await schema.Differences(ct);
        var differences = found.Where(difference => !difference.IsNote).Select(difference => difference.Text).ToList();
        if (differences.Count == 0)
        {
            return differences;
        }

        var history = await migrations.StatusAsync(ct);
        var known = MigrationFiles.Embedded(database.Dialect).Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        if (history.Any(migration => migration.Status == MigrationState.Completed && !known.Contains(migration.Name)))
        {
            // Whether this version may work on it was decided when the migrations were looked at.
            LogNewer(logger);
            return [];
        }

        return differences;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The schema is of a newer version, so it is not compared.")]
    private static partial void LogNewer(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The schema is not the one of this version. {Difference}")]
    private static partial void LogDifference(ILogger logger, string difference);
}
