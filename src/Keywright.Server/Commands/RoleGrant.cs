using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright role grant</c>: gives a user a role; running servers feel it at the user's next request.</summary>
internal static class RoleGrant
{
    public static Command Create(CommandContext context)
    {
        var role = RoleCommand.Name();
        var name = UserArgument.Create();
        var command = new Command("grant", "Give a user a role.") { role, name };
        context.RunOnDatabase(command, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(role);
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            if (await host.Roles.FindAsync(wanted, ct) is null)
            {
                return output.Fail(Refusal.Failed(RoleCommand.Unknown(wanted)));
            }

            if (!await host.Roles.GrantAsync(user.Id, wanted, ct))
            {
                return UserCommand.Changed(output, user, null, "");
            }

            var changed = await host.Users.FindAsync(user.Id, ct);
            return UserCommand.Changed(output, user, changed, $"has the role {wanted}");
        });

        return command;
    }
}
