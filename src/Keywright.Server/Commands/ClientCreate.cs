using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright client create</c>: the secret is printed this once and kept nowhere.</summary>
internal static class ClientCreate
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("name") { Description = "What users are told that they sign in to." };
        UserArgument.RefuseOptions(name);
        var clientId = new Option<string>("--client-id") { Description = "What it calls itself. One is made up without it." };
        var metadata = new ClientMetadata();
        var create = new Command("create", "Make an OAuth client, and print its secret this once.") { name, clientId };
        metadata.AddTo(create);
        context.RunOnDatabase(create, async (host, parsed, output, ct) =>
        {
            var members = await metadata.Read(parsed, ct);
            members["client_name"] = parsed.GetRequiredValue(name);
            var chosen = parsed.GetValue(clientId);
            try
            {
                if (await host.Clients.Create(members, chosen, ct) is not { } made)
                {
                    return output.Fail(Refusal.Failed($"There is a client {chosen} already."));
                }

                ClientCommand.Tell(output, made);
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
