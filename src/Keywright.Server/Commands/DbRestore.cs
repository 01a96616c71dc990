using System.CommandLine;
using Keywright.Database.Backups;
using Keywright.Database.Migrations;
using Keywright.Security.Keys;

namespace Keywright.Server.Commands;

/// <summary><c>keywright db restore</c>: puts a backup in the database's place, which nobody may be using.</summary>
internal static class DbRestore
{
    private const string Standard = "-";

    private static readonly Column<Restored>[] Columns =
    [
        new("restored_to", restored => restored.To),
        new("replaced", restored => restored.Aside),
        new("migration", restored => restored.Contents.Migration),
        new("master_key", restored => restored.Contents.Fingerprint),
    ];

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "The backup, or - for standard input." };
        UserArgument.RefuseOptions(file);
        var clean = new Option<bool>("--clean") { Description = "PostgreSQL: rename a schema that holds tables first." };
        var anyKey = new Option<bool>("--any-key") { Description = "Restore though the backup belongs to another master key." };
        var noPrivileges = new Option<bool>("--no-privileges") { Description = "PostgreSQL: leave out the rights of roles." };
        var restore = new Command("restore", "Check a backup and put it in the database's place. What was there is kept aside.")
        {
            file, clean, anyKey, noPrivileges,
        };
        context.Run(restore, async (options, parsed, output, ct) =>
        {
            var own = OwnKey(options);
            await using var source = await Source.Of(parsed.GetValue(file)!, options.Data, ct);
            var restored = await DatabaseRestore.Of(DatabaseSettingsOf.Options(options), TimeProvider.System).Run(
                new RestoreRequest
                {
                    File = source.Path,
                    Refuse = contents => parsed.GetValue(anyKey) ? null : RefuseKey(contents.Fingerprint, own),
                    Clean = parsed.GetValue(clean),
                    NoPrivileges = parsed.GetValue(noPrivileges),
                },
                ct);
            Tell(output, restored, own);
            return ExitCode.Ok;
        });

        return restore;
    }

    /// <summary>The key that servers here use; null where there is none yet, and none is made.</summary>
    private static MasterKey? OwnKey(KeywrightOptions options) =>
        string.IsNullOrWhiteSpace(options.Keys.MasterKey) && !File.Exists(Path.Combine(options.Data, MasterKeyFile.Name))
            ? null
            : MasterKey.Load(options.Keys, options.Data);

    private static string? RefuseKey(string? backup, MasterKey? own) => backup is null || own is null || own.TryUse(backup)
        ? null
        : $"The backup belongs to the master key {backup}, and the one here is {own.Fingerprint}: "
            + "no server here could read what is encrypted in it. "
            + "Put the right key in place (Keys:MasterKey, or master.key in the data directory), or add --any-key.";

    private static void Tell(Output output, Restored restored, MasterKey? own)
    {
        var (contents, to, aside) = restored;
        output.Done(restored, $"Restored to {to}, up to migration {contents.Migration}.", Columns);
        if (aside is not null)
        {
            output.Say($"What was there before is kept: {aside}");
        }

        if (contents.Fingerprint is { } key && own?.TryUse(key) != true)
        {
            output.Say($"It belongs to the master key {key}, which is not here: put it in place before a server starts.");
        }

        var newest = MigrationFiles.Embedded(Database.Dialect.Sqlite)[^1].Name;
        if (contents.Migration != newest)
        {
            output.Say($"This version knows migrations up to {newest}. See where it stands with: keywright migrate status");
        }

        output.Say("Sessions and tokens that were ended since the backup are alive again: see docs/guides/operations.md.");
    }

    /// <summary>A file, or standard input as a file for as long as it is needed.</summary>
    private sealed class Source(string path, bool isTemporary) : IAsyncDisposable
    {
        public string Path => path;

        public static async Task<Source> Of(string file, string data, CancellationToken ct)
        {
            if (file != Standard)
            {
                return new Source(file, isTemporary: false);
            }

            Database.Sqlite.PrivateFile.CreateDirectory(data);
            var draft = DurableFile.DraftOf(System.IO.Path.Combine(System.IO.Path.GetFullPath(data), "input"));
            await using var input = Console.OpenStandardInput();
            await DurableFile.Copy(input, draft, ct);
            return new Source(draft, isTemporary: true);
        }

        public ValueTask DisposeAsync()
        {
            if (isTemporary)
            {
                File.Delete(path);
            }

            return ValueTask.CompletedTask;
        }
    }
}
