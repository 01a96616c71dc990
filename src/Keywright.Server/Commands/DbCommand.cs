using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright db</c>: looks after the configured database. A file a verb.</summary>
internal static class DbCommand
{
    public static Command Create(CommandContext context) => new("db", "Look after the database.")
    {
        DbVerify.Create(context),
        DbBackup.Create(context),
        DbRestore.Create(context),
        DbStats.Create(context),
        DbCleanup.Create(context),
        DbRoles.Create(context),
    };
}
