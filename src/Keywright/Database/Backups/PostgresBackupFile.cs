using Keywright.Database.Migrations;

namespace Keywright.Database.Backups;

/// <summary>A file that claims to be a dump of our schema.</summary>
internal sealed class PostgresBackupFile(PostgresTool tool, string schema)
{
    /// <summary>Reads all of it, so that one that was cut off is found out now and not on the day when it is needed.</summary>
    /// <exception cref="BackupException">It is damaged, or no dump of this schema.</exception>
    public async Task<BackupContents> Check(string path, CancellationToken ct)
    {
        await RefuseOther(path, ct);
        await tool.Run(PostgresTool.Restore, ["--file=-", path], Stream.Null, ct);
        var rows = await tool.Read(
            PostgresTool.Restore,
            ["--data-only", "--file=-", $"--schema={schema}", $"--table={MigrationStore.Table}", "--table=master_keys", path],
            ct);
        var migrations = Rows(rows, MigrationStore.Table).Where(row => row["status"] == "completed").Select(row => row["migration_name"]);
        var key = Rows(rows, "master_keys").Where(row => row["retired_at"] is null).MinBy(row => row["created_at"], StringComparer.Ordinal);
        return migrations.Max(StringComparer.Ordinal) is { } last
            ? new BackupContents(last, key?["fingerprint"])
            : throw new BackupException($"{path} is a dump of the schema {schema} without any migration of Keywright's.");
    }

    private async Task RefuseOther(string path, CancellationToken ct)
    {
        var contents = (await tool.Read(PostgresTool.Restore, ["--list", path], ct)).Split('\n');
        var history = contents.Select(line => line.Split(' ')).FirstOrDefault(words => words.Contains("TABLE")
            && Array.IndexOf(words, MigrationStore.Table) is var at and > 0 && words[at - 2] == "TABLE");
        if (history is null)
        {
            throw new BackupException($"{path} is a dump of PostgreSQL's, and not one of Keywright's.");
        }

        var other = history[Array.IndexOf(history, "TABLE") + 1];
        if (other != schema)
        {
            throw new BackupException($"{path} is a dump of the schema {other}, and the setting Schema is {schema}: "
                + "a dump goes back to the schema that it was made of.");
        }
    }

    /// <summary>The rows of a table in the text form of COPY.</summary>
    private IEnumerable<Dictionary<string, string?>> Rows(string script, string table)
    {
        var lines = script.Split('\n').SkipWhile(line => !line.StartsWith($"COPY {schema}.{table} (", StringComparison.Ordinal)).ToList();
        if (lines.Count == 0)
        {
            yield break;
        }

        var columns = lines[0].Split('(', ')')[1].Split(", ");
        foreach (var line in lines.Skip(1).TakeWhile(line => line != @"\."))
        {
            var cells = line.Split('\t');
            yield return columns.Index().ToDictionary(
                column => column.Item, column => cells[column.Index] is @"\N" ? null : cells[column.Index], StringComparer.Ordinal);
        }
    }
}
