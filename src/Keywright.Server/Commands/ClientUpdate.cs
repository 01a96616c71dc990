using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright client update</c>: felt at the client's next request.</summary>
internal static class ClientUpdate
{
    public static Command Create(CommandContext context)
    {
        var name = ClientCommand.Name();
        var rename = new Option<string>("--name") { Description = "What users are told from now on." };
        var metadata = new ClientMetadata();
        var update = new Command("update", "Change an OAuth client: what is not named stays, lists are replaced.") { name, rename };
        metadata.AddTo(update);
        context.RunOnDatabase(update, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            var members = await metadata.Read(parsed, ct);
            if (parsed.GetValue(rename) is { } text)
            {
                members["client_name"] = text;
            }

            try
            {
                if (await host.Clients.Update(wanted, members, ct) is not { } client)
                {
                    return output.Fail(ClientCommand.Unknown(wanted));
                }

                output.One(client, ClientCommand.Columns);
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
