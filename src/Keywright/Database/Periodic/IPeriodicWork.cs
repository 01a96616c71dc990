namespace Keywright.Database.Periodic;

/// <summary>
/// Something that is done now and then, for as long as the node runs. A feature registers its own as a singleton
/// (<c>AddSingleton&lt;IPeriodicWork, SealAudit&gt;()</c>); Maintenance/Housekeeping runs each in a loop of its own, never twice at once.
/// An exception is logged, and the work tried again in its next round.
/// </summary>
internal interface IPeriodicWork
{
    /// <summary>In the words of the product, as in <c>clean-up</c>: the name of the lease, too.</summary>
    string Name { get; }

    TimeSpan Every { get; }

    /// <summary>
    /// Whether one node of all does it, under a lease in the database. A node that stalls for longer than its lease may still be at it
    /// when the next one begins: what must happen once is decided by its own statements all the same.
    /// </summary>
    bool OnOneNode { get; }

    /// <param name="ct">The node stops, or it has lost the lease.</param>
    Task Run(CancellationToken ct);

    /// <summary>What is left to do when the node stops.</summary>
    Task Finish(CancellationToken ct) => Task.CompletedTask;
}
