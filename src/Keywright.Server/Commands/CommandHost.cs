using Keywright.Administration;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Maintenance;
using Keywright.Maintenance.Transfer;
using Keywright.Security.Keys;

namespace Keywright.Server.Commands;

/// <summary>Keywright for one command: what the server has, without the server. What it changes, running servers feel at once.</summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private CommandHost(KeywrightOptions options)
    {
        Options = options;
        var services = new ServiceCollection();
        // Warnings are for the operator of a server; what a command can't do it says itself.
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddSingleton(AuditOrigin.CommandLine);
        services.AddKeywright(_ => options);
        _services = services.BuildServiceProvider();
    }

    public KeywrightOptions Options { get; }

    public KeywrightMigrations Migrations => Get<KeywrightMigrations>();

    public KeywrightSchema Schema => Get<KeywrightSchema>();

    public KeywrightUsers Users => Get<KeywrightUsers>();

    public KeywrightRoles Roles => Get<KeywrightRoles>();

    public KeywrightServiceAccounts ServiceAccounts => Get<KeywrightServiceAccounts>();

    public KeywrightClients Clients => Get<KeywrightClients>();

    public KeywrightSessions Sessions => Get<KeywrightSessions>();

    public KeywrightMail Mail => Get<KeywrightMail>();

    public KeywrightKeys Keys => Get<KeywrightKeys>();

    public MasterKey MasterKey => Get<MasterKey>();

    public RotateMasterKey RotateMasterKey => Get<RotateMasterKey>();

    public KeywrightTokens Tokens => Get<KeywrightTokens>();

    public Backups Backups => Get<Backups>();

    public Statistics Statistics => Get<Statistics>();

    public Purge Purge => Get<Purge>();

    public KeywrightTransfer Transfer => Get<KeywrightTransfer>();

    public KeywrightAudit Audit => Get<KeywrightAudit>();

    public AuditExport AuditExport => Get<AuditExport>();

    public TimeProvider Clock => Get<TimeProvider>();

    public static CommandHost Open(KeywrightOptions options) => new(options);

    public static Refusal NoMemory { get; } = new(
        ExitCode.Configuration, "Database is sqlite::memory:, which every process has for itself: there is nothing to work on.");

    /// <summary>Why there is no database that outlives this process, or null.</summary>
    public Refusal? RefuseMemory() => DatabaseSettingsOf.Options(Options).Target() is DatabaseTarget.Memory
        ? NoMemory
        : null;

    /// <summary>Why there is no database at all, or null. Opens none.</summary>
    public Refusal? RefuseMissing() => RefuseMemory() ?? (MissingFile() is not { } path ? null : new(ExitCode.Pending, $"""
        There is no database at {Path.GetFullPath(path)}.
        Run the command where the server runs, set Data or Database as the server has it, or begin with: keywright migrate up
        """));

    /// <summary>Why there is nothing of ours in the database, whatever version it is of, or null.</summary>
    public async Task<Refusal?> RefuseEmpty(CancellationToken ct) => RefuseMissing()
        ?? ((await Status(ct)).Any(migration => migration.Status == MigrationState.Completed)
            ? null
            : new(ExitCode.Pending, "Keywright has no tables in this database. Begin with: keywright migrate up"));

    /// <summary>
    /// Why this command can't work on the database, or null. What the server checks at its start, without changing the schema.
    /// </summary>
    public async Task<Refusal?> Refuse(CancellationToken ct) => await RefuseSchema(ct) ?? await RefuseKey(ct);

    /// <summary>Why there is no schema of this version to look at, or null. Changes nothing, and asks for no key.</summary>
    public async Task<Refusal?> RefuseSchema(CancellationToken ct)
    {
        if (RefuseMissing() is { } missing)
        {
            return missing;
        }

        var pending = (await Status(ct)).Count(migration => migration.Status != MigrationState.Completed);
        if (pending > 0)
        {
            return new(ExitCode.Pending, $"The schema is {pending} migration{(pending == 1 ? "" : "s")} behind this version. "
                + "Bring it up to date with: keywright migrate up");
        }

        return null;
    }

    /// <summary>Every migration and how it stands. Makes no database where there is none.</summary>
    public Task<IReadOnlyList<KeywrightMigration>> Status(CancellationToken ct) => MissingFile() is null
        ? Migrations.StatusAsync(ct)
        : Task.FromResult<IReadOnlyList<KeywrightMigration>>(
            [.. new MigrationPlan(MigrationFiles.Embedded(Dialect.Sqlite), [], null).Compare().Select(KeywrightMigration.Of)]);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    // Looked for before the database is opened, which would make it.
    private string? MissingFile() => DatabaseSettingsOf.Options(Options).Target() is DatabaseTarget.SqliteFile { Path: var path }
        && !File.Exists(path) ? path : null;

    private async Task<Refusal?> RefuseKey(CancellationToken ct)
    {
        var database = Get<KeywrightDatabase>();
        var owner = await database.ReadOne(tx => MasterKeyStore.Current(tx), ct);
        var file = Path.Combine(Options.Data, MasterKeyFile.Name);

        // Nobody wants a new key beside a database that has one.
        if (owner is not null && string.IsNullOrWhiteSpace(Options.Keys.MasterKey) && !File.Exists(file))
        {
            return new(ExitCode.Configuration, $"""
                This database has a master key, and there is none at {Path.GetFullPath(file)}.
                Run the command where the server runs, or set Data or Keys:MasterKey as the server has it.
                """);
        }

        await MasterKeyClaim.Check(database, Get<MasterKey>(), ct);
        return null;
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
