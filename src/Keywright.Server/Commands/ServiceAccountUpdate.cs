using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright service-account update</c>: its tokens feel it at their next request.</summary>
internal static class ServiceAccountUpdate
{
    public static Command Create(CommandContext context)
    {
        var name = ServiceAccountCommand.Name();
        var permission = new Option<string[]>("--permission") { Description = "What it may do from now on, all of it. May be repeated." };
        var none = new Option<bool>("--no-permissions") { Description = "It may do nothing from now on." };
        var description = new Option<string>("--description") { Description = "What it is for; empty clears it." };
        var rename = new Option<string>("--rename") { Description = "What it is called from now on." };
        var status = new Option<string>("--status") { Description = "A suspended account's tokens are refused." };
        status.AcceptOnlyFromAmong("active", "suspended");
        var update = new Command("update", "Change a service account: what is not named stays.")
        {
            name, permission, none, description, rename, status,
        };
        context.RunOnDatabase(update, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.ServiceAccounts.FindAsync(wanted, ct) is null)
            {
                return output.Fail(ServiceAccountCommand.Unknown(wanted));
            }

            var permissions = parsed.GetValue(none) ? [] : parsed.GetValue(permission) is [_, ..] named ? named : null;
            bool? active = parsed.GetValue(status) is { } word ? word == "active" : null;
            try
            {
                var account = await host.ServiceAccounts.UpdateAsync(
                    wanted, permissions, parsed.GetValue(description), parsed.GetValue(rename), active, ct);
                if (account is null)
                {
                    return output.Fail(Refusal.Failed($"There is a service account {parsed.GetValue(rename)} already."));
                }

                output.One(account, ServiceAccountCommand.Columns);
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
