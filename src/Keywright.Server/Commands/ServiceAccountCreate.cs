using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright service-account create</c>.</summary>
internal static class ServiceAccountCreate
{
    public static Command Create(CommandContext context)
    {
        var name = ServiceAccountCommand.Name();
        name.Description = "What it is called.";
        var permission = new Option<string[]>("--permission") { Description = "What it may do: posts:read, posts:*. May be repeated." };
        var description = new Option<string>("--description") { Description = "What it is for." };
        var create = new Command("create", "Make a service account.") { name, permission, description };
        context.RunOnDatabase(create, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            try
            {
                var account = await host.ServiceAccounts.CreateAsync(
                    wanted, parsed.GetValue(permission) ?? [], parsed.GetValue(description), ct);
                if (account is null)
                {
                    return output.Fail(Refusal.Failed($"There is a service account {wanted} already."));
                }

                output.One(account, ServiceAccountCommand.Columns);
                output.Say("Created. Make it a token with: keywright service-account token");
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
