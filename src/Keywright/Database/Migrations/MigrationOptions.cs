using System.ComponentModel.DataAnnotations;

namespace Keywright.Database.Migrations;

/// <summary>When and how the schema is brought up to date. Section <c>Migrations</c>.</summary>
public sealed class MigrationOptions
{
    /// <summary>Whether a node applies what is pending when it starts.</summary>
    public bool Automatic { get; set; } = true;

    /// <summary>
    /// Whether a node compares the schema with the expected one when it starts. A difference is a warning in Development; anywhere else
    /// the node does not start (exit code 1).
    /// </summary>
    public bool VerifyAtStart { get; set; } = true;

    /// <summary>How long to wait for another node that is migrating.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A direct URL of the same PostgreSQL, where a pooler stands between: the lock and the DDL need one session.</summary>
    public string? Database { get; set; }

    /// <summary>
    /// Whether a backup is made before the first statement of a migration, in the folder backups of the data directory; nothing is migrated
    /// when it fails. Left out, it is true for SQLite and false for PostgreSQL, which needs pg_dump for it.
    /// </summary>
    public bool? BackupFirst { get; set; }

    /// <summary>How many of the backups made before migrations are kept; the oldest go.</summary>
    [Range(1, 1000)]
    public int KeepBackups { get; set; } = 5;
}
