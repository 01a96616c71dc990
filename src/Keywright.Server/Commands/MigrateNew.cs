using System.CommandLine;
using Keywright.Database.Migrations;

namespace Keywright.Server.Commands;

/// <summary><c>keywright migrate new</c>: the pair of files of a migration to be written.</summary>
internal static class MigrateNew
{
    public static Command Create(MigrateVerbs verbs)
    {
        var name = new Argument<string>("name") { Description = "What it does, in words: \"add phone to users\"." };
        UserArgument.RefuseOptions(name);
        var dialects = new Option<bool>("--dialects") { Description = "A pair for PostgreSQL and one for SQLite." };
        var create = new Command("new", "Make the files of a new migration, up and down, with the next number.") { name, dialects };
        verbs.RunOnFiles(create, (_, parsed, output, _) =>
        {
            var slug = NewMigration.Slug(parsed.GetRequiredValue(name));
            return Task.FromResult((parsed.GetValue(verbs.Directory), slug) switch
            {
                (null, _) => output.Fail(Refusal.Usage("Where? Say it with --dir DIR; it is made where it is missing.")),
                (_, "") => output.Fail(Refusal.Usage("The name holds neither a letter of a to z nor a digit.")),
                ({ } directory, _) => Make(directory, slug, parsed.GetValue(dialects), output),
            });
        });

        return create;
    }

    private static int Make(string directory, string slug, bool isPair, Output output)
    {
        try
        {
            var folder = Directory.CreateDirectory(directory);
            var files = NewMigration.Files(
                folder.EnumerateFiles("*.sql").Select(file => file.Name), slug, isPair, TimeProvider.System.GetUtcNow());
            foreach (var (fileName, text) in files)
            {
                // Somebody else may make one at the same time: theirs is not written over.
                using var file = new StreamWriter(new FileStream(Path.Combine(directory, fileName), FileMode.CreateNew));
                file.Write(text);
            }

            string[] paths = [.. files.Select(file => Path.Combine(directory, file.FileName))];
            if (output.Json)
            {
                output.Many(paths, new Column<string>("file", path => path));
            }

            foreach (var path in paths)
            {
                output.Result(path);
            }

            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return output.Fail(Refusal.Failed($"The files can't be made in {directory}: {e.Message}"));
        }
    }
}
