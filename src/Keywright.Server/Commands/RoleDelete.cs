using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright role delete</c>: all who have it lose it.</summary>
internal static class RoleDelete
{
    public static Command Create(CommandContext context)
    {
        var name = RoleCommand.Name();
        var delete = new Command("delete", "Delete a role: all who have it lose it. The built-in ones stay.") { name };
        context.RunOnDatabase(delete, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.Roles.FindAsync(wanted, ct) is not { } role)
            {
                return output.Fail(Refusal.Failed(RoleCommand.Unknown(wanted)));
            }

            if (!await host.Roles.DeleteAsync(wanted, ct))
            {
                return output.Fail(Refusal.Failed($"{wanted} is built in or named by TwoFactor:RequiredForRoles, and stays."));
            }

            output.Done(role, $"The role {wanted} is deleted.", new("id", row => row.Id), new("deleted", _ => true));
            return ExitCode.Ok;
        });

        return delete;
    }
}
