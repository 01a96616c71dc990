using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright role revoke</c>: takes a role from a user; running servers feel it at the user's next request.</summary>
internal static class RoleRevoke
{
    public static Command Create(CommandContext context)
    {
        var role = RoleCommand.Name();
        var name = UserArgument.Create();
        var command = new Command("revoke", "Take a role from a user, from the last administrator too.") { role, name };
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

            if (!await host.Roles.RevokeAsync(user.Id, wanted, ct))
            {
                return output.Fail(Refusal.Failed($"{UserColumns.Named(user)} does not have the role {wanted}."));
            }

            var changed = await host.Users.FindAsync(user.Id, ct);
            return UserCommand.Changed(output, user, changed, $"has no longer the role {wanted}");
        });

        return command;
    }
}
