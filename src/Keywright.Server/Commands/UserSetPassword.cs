using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright user set-password</c>: sessions and devices end, tokens go on working.</summary>
internal static class UserSetPassword
{
    public static Command Create(CommandContext context)
    {
        var name = UserArgument.Create();
        var password = new PasswordInput();
        const string Purpose = "Set a user's password and end their sessions. It is asked for, unless an option says otherwise.";
        var set = new Command("set-password", Purpose)
        {
            name,
        };
        password.AddTo(set);
        context.RunOnDatabase(set, async (host, parsed, output, ct) =>
        {
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            if (user.Status == "deleted")
            {
                return UserCommand.Changed(output, user, null, "");
            }

            var (text, refusal) = await password.Read(host.Options, parsed, output, ct);
            refusal ??= await host.Users.SetPasswordAsync(user.Id, text!, ct) is { } reason ? Refusal.Failed($"The password: {reason}") : null;
            if (refusal is not null)
            {
                return output.Fail(refusal);
            }

            Tell(output, user, password.IsGenerated(parsed) ? text : null);
            return ExitCode.Ok;
        });

        return set;
    }

    private static void Tell(Output output, KeywrightUser user, string? made)
    {
        Column<KeywrightUser>[] columns = [new("id", row => row.Id), new("email", row => row.Email)];
        output.Done(
            user, $"{UserColumns.Named(user)} has a new password, and their sessions have ended.",
            made is null ? columns : [.. columns, new("password", _ => made)]);
        if (made is not null)
        {
            output.Result(made);
        }
    }
}
