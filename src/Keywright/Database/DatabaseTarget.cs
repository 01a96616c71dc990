namespace Keywright.Database;

/// <summary>The database that a URL or the single settings name.</summary>
internal abstract class DatabaseTarget
{
    private DatabaseTarget()
    {
    }

    internal sealed class SqliteFile(string path) : DatabaseTarget
    {
        public string Path { get; } = path;
    }

    internal sealed class Memory : DatabaseTarget;

    /// <summary>Not a record, whose text would show the password.</summary>
    internal sealed class Postgres : DatabaseTarget
    {
        /// <summary>At least one. A host that starts with a slash is the directory of a Unix socket.</summary>
        public required IReadOnlyList<(string Host, int? Port)> Hosts { get; init; }

        public required string Name { get; init; }

        public string? User { get; init; }

        public string? Password { get; init; }

        /// <summary>Of the keys in <see cref="PostgresTarget.Keys"/>, in their libpq spelling.</summary>
        public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
    }
}
