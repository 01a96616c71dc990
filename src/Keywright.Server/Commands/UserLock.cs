using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright user lock</c>: closes sign-in and ends sessions; personal access tokens go on working.</summary>
internal static class UserLock
{
    public static Command Create(CommandContext context)
    {
        var name = UserArgument.Create();
        var until = new Option<Moment>("--until")
        {
            Description = "Until when: a time from now (2h, 30d) or an instant. For good without it.",
            CustomParser = Moment.Parse,
        };
        var reason = new Option<string>("--reason") { Description = "Why, for other administrators." };
        var command = new Command("lock", "Close sign-in and end a user's sessions. Their tokens go on working: suspend stops these too.")
        {
            name, until, reason,
        };
        context.RunOnDatabase(command, async (host, parsed, output, ct) =>
        {
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            var ends = parsed.GetValue(until)?.Resolve(host.Clock);
            if (ends <= host.Clock.GetUtcNow())
            {
                return output.Fail(Refusal.Failed("--until is over already: choose a time to come."));
            }

            var locked = await host.Users.LockAsync(user.Id, parsed.GetValue(reason), ends, ct);
            return UserCommand.Changed(output, user, locked, "is locked: sign-in is closed, and sessions have ended");
        });

        return command;
    }
}
