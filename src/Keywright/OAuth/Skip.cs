using Keywright.Database;

namespace Keywright.OAuth;

internal static class Skip
{
    /// <summary>Several nodes may clean up at once: each takes the rows that no other has locked. SQLite has one writer.</summary>
    public static Sql Locked(Tx tx) => tx.Dialect.Choose<Sql>(sqlite: $"", postgres: $"FOR UPDATE SKIP LOCKED");
}
