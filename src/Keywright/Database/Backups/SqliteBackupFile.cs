using Keywright.Database.Migrations;
using Keywright.Database.Sqlite;

namespace Keywright.Database.Backups;

/// <summary>A file that claims to be a whole database of Keywright's.</summary>
internal static class SqliteBackupFile
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads all of it: structure, indexes, constraints, foreign keys, and whether it is ours.</summary>
    /// <param name="path">The file, which nobody else uses.</param>
    /// <param name="name">What the message calls it.</param>
    /// <param name="ct">Interrupts it.</param>
    /// <exception cref="BackupException">It is damaged, or no database of Keywright's.</exception>
    public static BackupContents Check(string path, string name, CancellationToken ct)
    {
        if (!HasHeader(path))
        {
            throw new BackupException($"{name} is not a SQLite database.");
        }

        try
        {
            using var connection = SqliteConnection.Open(path, SqliteAccess.Write, BusyTimeout);
            using var stop = ct.Register(() => connection.Deadline = 0);
            // One file alone: a copy that was made by other means may say that a write-ahead log belongs to it.
            connection.Exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;");
            _ = connection.Scalar("PRAGMA journal_mode = DELETE");
            RefuseDamage(connection, name);
            return Read(connection, name);
        }
        catch (SqliteException e)
        {
            ct.ThrowIfCancellationRequested();
            throw new BackupException($"{name} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Whether it begins as every SQLite database does.</summary>
    public static bool HasHeader(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        var header = new byte[16];
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && header.AsSpan().SequenceEqual("SQLite format 3\0"u8);
    }

    private static void RefuseDamage(SqliteConnection connection, string name)
    {
        if (connection.Scalar("PRAGMA integrity_check(1)") is var found && found != "ok")
        {
            throw new BackupException($"{name} is damaged: {found}");
        }

        if (connection.Scalar("SELECT \"table\" || ' → ' || parent FROM pragma_foreign_key_check LIMIT 1") is { } orphan)
        {
            throw new BackupException($"{name} is damaged: rows refer to others that are missing ({orphan}).");
        }
    }

    private static BackupContents Read(SqliteConnection connection, string name)
    {
        const string Last = "SELECT max(migration_name) FROM migration_history WHERE status = 'completed'";
        if (!Has(connection, MigrationStore.Table) || !Has(connection, "users") || connection.Scalar(Last) is not { Length: > 0 } last)
        {
            throw new BackupException($"{name} is a sound SQLite database, and not one of Keywright's.");
        }

        var fingerprint = Has(connection, "master_keys")
            ? connection.Scalar("SELECT fingerprint FROM master_keys WHERE retired_at IS NULL ORDER BY created_at LIMIT 1")
            : null;
        return new BackupContents(last, fingerprint);
    }

    private static bool Has(SqliteConnection connection, string table) =>
        connection.Scalar($"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'") == "1";
}
