namespace Keywright.Database;

/// <summary>What stands between this node and its PostgreSQL. Setting <c>Pooler</c>.</summary>
public enum Pooler
{
    /// <summary>Nothing, or a pooler that gives a connection a server process of its own (session mode).</summary>
    None,

    /// <summary>A pooler in transaction mode, such as pgbouncer: nothing is kept in a session, no statement prepared.</summary>
    Transaction,
}
