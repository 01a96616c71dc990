using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright user set-password</c>: sessions and devices end, tokens go on working.</summary>
internal static class UserSetPassword
{
    public static Command Create(CommandContext context)
    {
        var name = UserArgument.Create();
        var password = new PasswordInput();
        var set = new Command(
            "set-password", "Set a user's password and end their sessions. It is asked for, unless an option says otherwise.")
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

            return user.Status == "deleted"
                ? UserCommand.Changed(output, user, null, "")
                : await Set(host, user, password, parsed, output, ct);
        });

        return set;
    }

    private static async Task<int> Set(
        CommandHost host, Administration.KeywrightUser user, PasswordInput password, ParseResult parsed, Output output,
        CancellationToken ct)
    {
        var (text, refusal) = await password.Read(host.Options, parsed, output, ct);
        if (refusal is null && await host.Users.SetPasswordAsync(user.Id, text!, ct) is { } reason)
        {
            refusal = Refusal.Failed($"The password: {reason}");
        }

        if (refusal is not null)
        {
            return output.Fail(refusal);
        }

        var shown = password.IsGenerated(parsed) ? text : null;
        output.Done(
            user, $"{UserColumns.Named(user)} has a new password, and their sessions have ended.",
            [new("id", row => row.Id), new("email", row => row.Email), .. PasswordColumn(shown)]);
        if (shown is not null)
        {
            output.Result(shown);
        }

        return ExitCode.Ok;
    }

    private static Column<Administration.KeywrightUser>[] PasswordColumn(string? shown) =>
        shown is null ? [] : [new("password", _ => shown)];
}
