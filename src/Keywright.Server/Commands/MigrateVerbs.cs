using System.CommandLine;
using Keywright.Database;
using Keywright.Database.Migrations.Lint;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Server.Commands;

/// <summary>What the verbs of <c>migrate</c> have in common: which files, which database, how to tell how far they are.</summary>
internal sealed class MigrateVerbs(CommandContext context)
{
    private const string OwnSchema = "public";

    public Option<string> Directory { get; } = new("--dir")
    {
        Description = "Run your own SQL files in this directory, instead of Keywright's.",
        HelpName = "DIR",
        Recursive = true,
    };

    // These two are settings, which are taken off the command line before it is parsed. Here they stand for the help.
    private Option<string> Database { get; } = new("--database")
    {
        Description = "Which database: postgresql://… or sqlite:///path. Without it, the configured one.",
        HelpName = "URL",
        Recursive = true,
    };

    private Option<string> Schema { get; } = new("--schema")
    {
        Description = $"The PostgreSQL schema. For files of your own: {OwnSchema}, unless this says otherwise.",
        HelpName = "NAME",
        Recursive = true,
    };

    public void AddTo(Command migrate)
    {
        migrate.Options.Add(Directory);
        migrate.Options.Add(Database);
        migrate.Options.Add(Schema);
    }

    /// <summary>Runs a verb that needs no database.</summary>
    public void RunOnFiles(Command command, Func<DatabaseSettings?, ParseResult, Output, CancellationToken, Task<int>> action) =>
        context.Run(command, (options, parsed, output, ct) => action(Settings(options, parsed), parsed, output, ct));

    /// <summary>Runs a verb on files and their database.</summary>
    public void Run(Command command, Func<MigrateTarget, ParseResult, Output, CancellationToken, Task<int>> action) =>
        RunOnFiles(command, async (settings, parsed, output, ct) =>
        {
            if (settings is null)
            {
                return output.Fail(Refusal.Usage(
                    "Which database are your files for? Say it with --database postgresql://… or sqlite:///path, or in DATABASE_URL."));
            }

            if (settings.Target() is DatabaseTarget.Memory)
            {
                return output.Fail(CommandHost.NoMemory);
            }

            await using var target = new MigrateTarget(settings, parsed.GetValue(Directory));
            return await action(target, parsed, output, ct);
        });

    /// <summary>How big the tables are, where the command line names a database that can tell; else null.</summary>
    public async Task<IReadOnlyDictionary<string, long>?> Rows(DatabaseSettings? settings, Dialect dialect, CancellationToken ct)
    {
        if (context.Argument("Database") is null || dialect != Dialect.Postgres || settings?.Target() is not DatabaseTarget.Postgres)
        {
            return null;
        }

        await using var database = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
        return await TableSizes.Read(database, settings.Schema, ct);
    }

    /// <summary>
    /// The database and how to get there, or null where nothing says which: files of somebody's own never end up in a database that nobody
    /// named. Neither does the schema of Keywright's configuration concern them.
    /// </summary>
    private DatabaseSettings? Settings(KeywrightOptions options, ParseResult parsed)
    {
        var settings = DatabaseSettingsOf.Options(options);
        if (parsed.GetValue(Directory) is null)
        {
            return settings;
        }

        var isNamed = settings.Database.Url is { Length: > 0 } || settings.Database.Host is { Length: > 0 };
        return isNamed ? settings with { Schema = context.Argument("Schema") ?? OwnSchema } : null;
    }
}
