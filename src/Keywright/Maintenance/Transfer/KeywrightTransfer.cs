using Keywright.Audit;
using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Maintenance.Import;
using Keywright.Security.Keys;

namespace Keywright.Maintenance.Transfer;

/// <summary>Takes everything out of this database into a file, and brings a file, or the users of another system, into it.</summary>
public sealed class KeywrightTransfer
{
    private readonly KeywrightDatabase _database;
    private readonly MasterKey _key;
    private readonly AuditLog _audit;
    private readonly AuditOrigin _origin;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<TransferTable> _tables;

    internal KeywrightTransfer(
        KeywrightDatabase database, MasterKey key, AuditLog audit, AuditOrigin origin, TimeProvider clock,
        IReadOnlyList<TransferTable>? tables = null)
    {
        (_database, _key, _audit, _origin, _clock) = (database, key, audit, origin, clock);
        _tables = tables ?? TransferTables.All;
    }

    /// <summary>Writes one consistent snapshot as JSON Lines.</summary>
    /// <exception cref="TransferException">There are secrets, and neither a passphrase nor the wish to leave them out.</exception>
    public async Task<TransferReport> ExportAsync(
        Stream to, ExportOptions? options = null, IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        var export = new Export(_tables, _key, options ?? new());
        var schema = await _database.Read(tx => MigrationStore.List(tx), cancellationToken);
        var report = await _database.ReadAtLength(
            tx => export.Write(tx, to, schema.LastOrDefault()?.Name, progress, cancellationToken), cancellationToken);
        await Note("data_exported", "Export all data", report, cancellationToken);
        return report;
    }

    /// <summary>
    /// Brings an export in. What is here already stays as it is, so an import that was interrupted is simply started again.
    /// </summary>
    /// <exception cref="TransferException">It is not an export that can be read, or it ends early.</exception>
    public async Task<TransferReport> ImportAsync(Stream from, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        options ??= new();
        var writer = Writer(options, new ImportRules(options.Overwrite, KeepsExisting: false, ChecksParents: !options.DryRun));
        var lines = new ImportLines(_tables, options.WithoutSecrets);
        await foreach (var line in NumberedLine.Of(from, cancellationToken))
        {
            if (!lines.HasHeader)
            {
                lines.Header(line.Text, options.Passphrase);
                continue;
            }

            var (table, row, wrong) = lines.Read(line.Text);
            if (wrong is not null)
            {
                writer.Tell(new(line.Place, table?.Name ?? "?", null, wrong, IsRefused: true), table ?? _tables[0]);
            }
            else if (table is not null)
            {
                await writer.Add(table, new TransferRow(row!, line.Place), cancellationToken);
            }
        }

        var report = await writer.Finish(cancellationToken);
        await NoteImport(writer, options, report, cancellationToken);
        return lines.End is not null
            ? report
            : throw new TransferException("The file ends before its end: it was cut off. What it holds was imported; the rest is missing.");
    }

    /// <summary>Brings the users of another system in, with password hashes that are verified and renewed at their next sign-in.</summary>
    /// <exception cref="TransferException">The source can't be read as what it is said to be.</exception>
    public async Task<TransferReport> ImportAsync(
        ForeignSource source, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        var name = source.Name ?? source.Kind.ToString().ToLowerInvariant();
        var roles = new RoleRows(name, source.Roles);
        await roles.Load(_database, cancellationToken);
        var writer = Writer(options, new ImportRules(Overwrite: false, KeepsExisting: true, ChecksParents: !options.DryRun));
        var import = new ForeignImport(writer, name, roles, source.AllowUnknownHashes, _clock.GetUtcNow());
        await using var database = source.DatabaseUrl is { } url ? OpenDatabase.ForReading(url, _clock) : null;
        var report = await import.Run(Records(source, database, cancellationToken), cancellationToken);
        await NoteImport(writer, options, report, cancellationToken);
        return report;
    }

    private static IAsyncEnumerable<ForeignRecord> Records(ForeignSource source, KeywrightDatabase? database, CancellationToken ct) =>
        source.Kind switch
        {
            ForeignKind.Identity => ForeignDatabase.Stream(Needed(database), IdentityUsers.Read, ct),
            ForeignKind.Laravel => ForeignDatabase.Stream(Needed(database), LaravelUsers.Read, ct),
            ForeignKind.Keycloak => KeycloakUsers.Read(Needed(source.File)),
            ForeignKind.Csv => FileUsers.Csv(Needed(source.File), FieldMap.Parse(source.Map), ct),
            ForeignKind.Jsonl => FileUsers.JsonLines(Needed(source.File), FieldMap.Parse(source.Map), ct),
            _ => throw new ArgumentOutOfRangeException(nameof(source)),
        };

    private static T Needed<T>(T? given)
        where T : class => given ?? throw new TransferException("Tables need the URL of their database, everything else a file.");

    private ImportWriter Writer(ImportOptions options, ImportRules rules) => new(_database, _tables, new RowCodec(_key), rules, options);

    private async ValueTask NoteImport(ImportWriter writer, ImportOptions options, TransferReport report, CancellationToken ct)
    {
        if (writer.HasWritten && !options.DryRun)
        {
            await Note("data_imported", "Import data", report, ct);
        }
    }

    private async ValueTask Note(string type, string action, TransferReport report, CancellationToken ct) => _ = await _database.Write(
        async tx =>
        {
            var counts = report.Tables.Where(table => table.Written > 0)
                .Select(table => (table.Table, (string?)table.Written.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            await _audit.Add(tx, _origin, new AuditEvent(type, AuditCategory.Admin, action)
            {
                Severity = AuditSeverity.Warning,
                MetadataJson = JsonText.Object([.. counts]),
            });
            return true;
        },
        ct);
}
