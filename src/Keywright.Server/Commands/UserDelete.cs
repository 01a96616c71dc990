using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright user delete</c>: erases the person, which nothing undoes.</summary>
internal static class UserDelete
{
    public static Command Create(CommandContext context)
    {
        var name = UserArgument.Create();
        var yes = new Option<bool>("--yes") { Description = "Do it without asking." };
        var delete = new Command("delete", "Erase a user for good: sessions and tokens end, address and username are free again.")
        {
            name, yes,
        };
        context.RunOnDatabase(delete, async (host, parsed, output, ct) =>
        {
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            if (!parsed.GetValue(yes))
            {
                if (!Terminal.IsPresent)
                {
                    return output.Fail(Refusal.Usage("There is no terminal to ask whether this is meant: add --yes."));
                }

                if (!Terminal.Confirm(output, $"Erase {UserColumns.Named(user)} ({user.Id}) for good?"))
                {
                    return output.Fail(Refusal.Failed("Nothing was changed."));
                }
            }

            var deleted = await host.Users.DeleteAsync(user.Id, ct) ? await host.Users.FindAsync(user.Id, ct) : null;
            return UserCommand.Changed(output, user, deleted, "is deleted");
        });

        return delete;
    }
}
