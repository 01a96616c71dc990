using Keywright.Database;
using Keywright.Security.Keys;

namespace Keywright.Maintenance.Transfer;

/// <summary>Writes every row that travels, of one snapshot, while it reads it: memory does not grow with the database.</summary>
internal sealed class Export(IReadOnlyList<TransferTable> tables, MasterKey key, ExportOptions options)
{
    private const int Often = 1_000;

    private readonly RowCodec _codec = new(key);
    private long _rows;

    /// <exception cref="TransferException">There are secrets, and neither a passphrase nor the wish to leave them out.</exception>
    public async ValueTask<TransferReport> Write(
        Tx tx, Stream to, string? schema, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var secret = await Secret(tx);
        using var lines = new TransferLines(to, secret);
        lines.Header(schema, key.Fingerprint, tx.Now);
        var counts = new List<TransferCount>();
        foreach (var table in tables)
        {
            counts.Add(await Table(tx, table, lines, secret is null, progress, ct));
            progress?.Report(new TransferProgress(table.Name, _rows));
        }

        lines.Footer(counts);
        lines.Flush();
        return new TransferReport(counts, 0);
    }

    private async ValueTask<TransferCount> Table(
        Tx tx, TransferTable table, TransferLines lines, bool withoutSecrets, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var (rows, left) = (0L, 0L);
        await tx.Each(new TableSql(table, _codec).All(), read =>
        {
            ct.ThrowIfCancellationRequested();
            if (_codec.Read(table, read) is var row && withoutSecrets && !Strip(table, row))
            {
                left++;
                return;
            }

            lines.Row(table, row);
            rows++;
            if (++_rows % Often == 0)
            {
                progress?.Report(new TransferProgress(table.Name, _rows));
            }
        });
        return new TransferCount(table.Name, rows + left, rows, 0, left);
    }

    /// <summary>Takes the secrets out of a row; false when nothing is left that makes sense.</summary>
    private static bool Strip(TransferTable table, string?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] is not null && table.Columns[i].Kind == ColumnKind.Secret)
            {
                if (table.Columns[i].IsRequired)
                {
                    return false;
                }

                row[i] = null;
            }
        }

        return true;
    }

    private async ValueTask<TransferSecret?> Secret(Tx tx)
    {
        if (options.WithoutSecrets)
        {
            return null;
        }

        var with = new List<string>();
        foreach (var table in tables)
        {
            foreach (var column in table.Columns.Where(column => column.Kind == ColumnKind.Secret))
            {
                if (await tx.Find(TableSql.AnyOf(table, column), row => column.Name) is not null)
                {
                    with.Add($"{table.Name}.{column.Name}");
                }
            }
        }

        return options.Passphrase is { Length: > 0 } passphrase ? TransferSecret.New(passphrase)
            : with.Count == 0 ? null
            : throw new TransferException($"""
                {string.Join(", ", with)} are encrypted under the master key, which stays here.
                Give a passphrase that protects them on their way (--passphrase-file), or leave them out (--without-secrets).
                """);
    }
}
