using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright client rotate-secret</c>: the secret is printed this once and kept nowhere.</summary>
internal static class ClientRotateSecret
{
    private const int LongestGrace = 7 * 24 * 60 * 60;

    public static Command Create(CommandContext context)
    {
        var name = ClientCommand.Name();
        var keep = new Option<int?>("--keep-previous")
        {
            Description = "For how many seconds the secret before works on, 604800 at most. A day without it; 0 when others know it.",
        };
        keep.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int?>() is < 0 or > LongestGrace)
            {
                result.AddError("--keep-previous takes seconds from 0 to 604800.");
            }
        });
        var rotate = new Command("rotate-secret", "Give an OAuth client a new secret, and print it this once.") { name, keep };
        context.RunOnDatabase(rotate, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.Clients.FindAsync(wanted, ct) is not { } client)
            {
                return output.Fail(ClientCommand.Unknown(wanted));
            }

            TimeSpan? grace = parsed.GetValue(keep) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            if (await host.Clients.RotateSecretAsync(wanted, grace, ct) is not { } made)
            {
                return output.Fail(Refusal.Failed(
                    $"The client {wanted} uses no secret: its method is {client.Settings.TokenEndpointAuthMethod}."));
            }

            ClientCommand.Tell(output, made);
            return ExitCode.Ok;
        });

        return rotate;
    }
}
