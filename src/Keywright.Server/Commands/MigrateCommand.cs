using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate …</c>: the schema of the configured database, or files of somebody's own on any database.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandContext context)
    {
        var verbs = new MigrateVerbs(context);
        var migrate = new Command("migrate", "Bring a database's schema up to date, see how it stands, go back. Keywright's, or your own.")
        {
            MigrateUp.Create(verbs),
            MigratePlan.Create(verbs),
            MigrateStatus.Create(verbs),
            MigrateValidate.Create(verbs),
            MigrateRollback.Create(verbs),
            MigrateRepair.Create(verbs),
            MigrateBaseline.Create(verbs),
            MigrateLint.Create(verbs),
            MigrateNew.Create(verbs),
        };
        verbs.AddTo(migrate);
        return migrate;
    }
}
