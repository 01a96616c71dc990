using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright role create</c>.</summary>
internal static class RoleCreate
{
    public static Command Create(CommandContext context)
    {
        var name = RoleCommand.Name();
        name.Description = "What it is called: small letters, digits, dots, dashes, underscores.";
        var permission = new Option<string[]>("--permission") { Description = "What it gives: posts:read, posts:*. May be repeated." };
        var description = new Option<string>("--description") { Description = "What it is for." };
        var twoFactor = RoleCommand.TwoFactor();
        var create = new Command("create", "Make a role.") { name, permission, description, twoFactor };
        context.RunOnDatabase(create, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            try
            {
                var role = await host.Roles.CreateAsync(
                    wanted, parsed.GetValue(permission) ?? [], parsed.GetValue(description),
                    RoleCommand.IsRequired(parsed.GetValue(twoFactor)) ?? false, ct);
                if (role is null)
                {
                    return output.Fail(Refusal.Failed($"There is a role {wanted} already."));
                }

                output.One(role, RoleCommand.Columns);
                output.Say("Created.");
                return ExitCode.Ok;
            }
            catch (ArgumentException e)
            {
                return output.Fail(Refusal.Failed(e.Message));
            }
        });

        return create;
    }
}
