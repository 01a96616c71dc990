using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright role update</c>: running servers hold it against all who have the role from their next request.</summary>
internal static class RoleUpdate
{
    public static Command Create(CommandContext context)
    {
        var name = RoleCommand.Name();
        var permission = new Option<string[]>("--permission") { Description = "What it gives from now on, all of it. May be repeated." };
        var none = new Option<bool>("--no-permissions") { Description = "It gives nothing from now on." };
        var description = new Option<string>("--description") { Description = "What it is for; empty clears it." };
        var rename = new Option<string>("--rename") { Description = "What it is called from now on." };
        var twoFactor = RoleCommand.TwoFactor();
        var update = new Command("update", "Change a role: what is not named stays.")
        {
            name, permission, none, description, rename, twoFactor,
        };
        context.RunOnDatabase(update, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.Roles.FindAsync(wanted, ct) is null)
            {
                return output.Fail(Refusal.Failed(RoleCommand.Unknown(wanted)));
            }

            var permissions = parsed.GetValue(none) ? [] : parsed.GetValue(permission) is [_, ..] named ? named : null;
            try
            {
                var role = await host.Roles.UpdateAsync(
                    wanted, permissions, parsed.GetValue(description), parsed.GetValue(rename),
                    RoleCommand.IsRequired(parsed.GetValue(twoFactor)), ct);
                if (role is null)
                {
                    return output.Fail(Refusal.Failed($"There is a role {parsed.GetValue(rename)} already."));
                }

                output.One(role, RoleCommand.Columns);
                return ExitCode.Ok;
            }
            catch (ArgumentException e)
            {
                return output.Fail(Refusal.Failed(e.Message));
            }
        });

        return update;
    }
}
