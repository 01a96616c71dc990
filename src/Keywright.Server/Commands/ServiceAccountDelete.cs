using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright service-account delete</c>: its tokens end with it.</summary>
internal static class ServiceAccountDelete
{
    public static Command Create(CommandContext context)
    {
        var name = ServiceAccountCommand.Name();
        var delete = new Command("delete", "Delete a service account: its tokens end with it.") { name };
        context.RunOnDatabase(delete, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (!await host.ServiceAccounts.DeleteAsync(wanted, ct))
            {
                return output.Fail(ServiceAccountCommand.Unknown(wanted));
            }

            output.Done(
                wanted, $"The service account {wanted} is deleted, and its tokens have ended.",
                new("account", row => row), new("deleted", _ => true));
            return ExitCode.Ok;
        });

        return delete;
    }
}
