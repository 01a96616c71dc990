using Keywright.Database;

namespace Keywright.Roles;

/// <summary>
/// Acts of administrators on people and roles queue, so that each sees what the one before did: of two who demote each other at once
/// one is left.
/// On SQLite all units queue.
/// </summary>
internal static class AdministrationLock
{
    public static ValueTask Take(Tx tx) => tx.Dialect == Dialect.Sqlite
        ? ValueTask.CompletedTask
        : tx.Later($"SELECT pg_advisory_xact_lock(hashtextextended({"keywright administration"}, 0))");
}
