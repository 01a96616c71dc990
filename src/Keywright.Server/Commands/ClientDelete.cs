using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright client delete</c>: what it was given ends with it.</summary>
internal static class ClientDelete
{
    public static Command Create(CommandContext context)
    {
        var name = ClientCommand.Name();
        var delete = new Command("delete", "Delete an OAuth client: its tokens and what users allowed it end with it.") { name };
        context.RunOnDatabase(delete, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (!await host.Clients.DeleteAsync(wanted, ct))
            {
                return output.Fail(ClientCommand.Unknown(wanted));
            }

            output.Done(
                wanted, $"The client {wanted} is deleted, and its tokens have ended.",
                new("client", row => row), new("deleted", _ => true));
            return ExitCode.Ok;
        });

        return delete;
    }
}
