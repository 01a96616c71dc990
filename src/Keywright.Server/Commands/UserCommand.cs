using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright user …</c>: the verbs, and those of them that take a user and change it in one way.</summary>
internal static class UserCommand
{
    public static Command Create(CommandContext context) => new("user", "Make, find and change users.")
    {
        UserCreate.Create(context),
        UserList.Create(context),
        Show(context),
        UserLock.Create(context),
        Unlock(context),
        Suspend(context),
        Activate(context),
        Ban(context),
        UserDelete.Create(context),
        UserSetPassword.Create(context),
        SendPasswordReset(context),
        VerifyEmail(context),
    };

    private static Command Show(CommandContext context)
    {
        var name = UserArgument.Create();
        var show = new Command("show", "Show a user.") { name };
        context.RunOnDatabase(show, async (host, parsed, output, ct) =>
        {
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            output.One(user, UserColumns.All);
            return ExitCode.Ok;
        });

        return show;
    }

    private static Command Unlock(CommandContext context) => Change(
        context, "unlock", "Open sign-in again: an administrator's lock, and those of failed attempts.",
        (host, user, ct) => host.Users.UnlockAsync(user.Id, ct), "can sign in again");

    private static Command Suspend(CommandContext context) => Change(
        context, "suspend", "Refuse a user's sessions, tokens and sign-in, from the next request until they are activated.",
        (host, user, ct) => host.Users.SuspendAsync(user.Id, ct), "is suspended: sessions, tokens and sign-in are refused");

    private static Command Activate(CommandContext context) => Change(
        context, "activate", "Let a suspended, banned or inactive user in again.",
        (host, user, ct) => host.Users.ActivateAsync(user.Id, ct), "is active");

    private static Command Ban(CommandContext context) => Change(
        context, "ban", "Like suspend, for good: until somebody who means it activates the user.",
        (host, user, ct) => host.Users.BanAsync(user.Id, ct), "is banned: sessions, tokens and sign-in are refused");

    private static Command SendPasswordReset(CommandContext context) => Change(
        context, "send-password-reset", "Mail a link with which the user chooses a new password.",
        (host, user, ct) => host.Users.SendPasswordResetAsync(user.Id, ct), "is mailed a link to choose a new password");

    private static Command VerifyEmail(CommandContext context) => Change(
        context, "verify-email", "Take a user's address for verified, on your word.",
        (host, user, ct) => host.Users.VerifyEmailAsync(user.Id, ct), "has a verified address");

    private static Command Change(
        CommandContext context, string verb, string description,
        Func<CommandHost, KeywrightUser, CancellationToken, Task<KeywrightUser?>> change, string done)
    {
        var name = UserArgument.Create();
        var command = new Command(verb, description) { name };
        context.RunOnDatabase(command, async (host, parsed, output, ct) =>
            await name.Find(host, parsed, output, ct) is { } user
                ? Changed(output, user, await change(host, user, ct), done)
                : ExitCode.Failed);
        return command;
    }

    /// <summary>Tells what came of a change; a deleted user can't be changed.</summary>
    public static int Changed(Output output, KeywrightUser user, KeywrightUser? changed, string done)
    {
        if (changed is null)
        {
            return output.Fail(Refusal.Failed($"{UserColumns.Named(user)} is deleted."));
        }

        output.Done(changed, $"{UserColumns.Named(user)} {done}.", UserColumns.All);
        return ExitCode.Ok;
    }
}
