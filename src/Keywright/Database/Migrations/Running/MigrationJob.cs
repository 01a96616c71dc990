namespace Keywright.Database.Migrations.Running;

/// <summary>One file to run, up or down, and what the history is told when it is through.</summary>
/// <param name="Name">Of the migration.</param>
/// <param name="FileName">What messages call it.</param>
/// <param name="Script">What to run.</param>
/// <param name="IsDown">Whether it undoes the migration.</param>
/// <param name="Checkpoints">What ran of it before.</param>
/// <param name="Complete">Told when the transaction began, or null where there was none around it all, and how long it took.</param>
internal sealed record MigrationJob(
    string Name, string FileName, MigrationScript Script, bool IsDown, Checkpoints Checkpoints,
    Func<Tx, DateTimeOffset, int, ValueTask> Complete)
{
    public bool IsTransactional => Script.Headers.IsTransactional;

    public static MigrationJob Up(MigrationFile file, Checkpoints checkpoints) => new(
        file.Name, file.FileName, new MigrationScript(file.Sql) { Headers = file.Headers }, IsDown: false, checkpoints,
        (tx, began, milliseconds) => MigrationStore.Complete(tx, file, began, milliseconds));

    /// <summary>The header of the way back decides for itself, whatever that of the migration said.</summary>
    public static MigrationJob Down(RollbackStep step, string by, Checkpoints checkpoints) => new(
        step.Name, step.Name, new MigrationScript(step.Sql) { Headers = MigrationHeaders.Read(step.Sql).Headers }, IsDown: true,
        checkpoints, (tx, _, _) => MigrationStore.RollBack(tx, step.Name, by));
}
