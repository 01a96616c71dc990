using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright service-account token</c>: the text is printed this once and kept nowhere.</summary>
internal static class ServiceAccountToken
{
    public static Command Create(CommandContext context)
    {
        var name = ServiceAccountCommand.Name();
        var label = new Option<string>("--name") { Description = "What it is called.", Required = true };
        var ability = new Option<string[]>("--ability")
        {
            Description = "What it may do, such as posts:read or posts:*. May be repeated. PersonalTokens:DefaultAbilities without it.",
        };
        var expires = new Option<Moment>("--expires")
        {
            Description = "Until when it works: a time from now (90d, 12h) or an instant. PersonalTokens:Lifetime without it.",
            CustomParser = Moment.Parse,
        };
        var token = new Command("token", "Make a token for a service account, and print its text this once.")
        {
            name, label, ability, expires,
        };
        context.RunOnDatabase(token, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.ServiceAccounts.FindAsync(wanted, ct) is null)
            {
                return output.Fail(ServiceAccountCommand.Unknown(wanted));
            }

            try
            {
                TokenCreate.Tell(output, await host.ServiceAccounts.CreateTokenAsync(
                    wanted, parsed.GetRequiredValue(label), parsed.GetValue(ability) is [_, ..] abilities ? abilities : null,
                    parsed.GetValue(expires)?.Resolve(host.Clock), ct));
                return ExitCode.Ok;
            }
            catch (ArgumentException e)
            {
                return output.Fail(Refusal.Failed(e.Message));
            }
        });

        return token;
    }
}
