using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright token create</c>: the text is printed this once and kept nowhere.</summary>
internal static class TokenCreate
{
    public static Command Create(CommandContext context)
    {
        var name = UserArgument.Create();
        var label = new Option<string>("--name") { Description = "What its owner calls it.", Required = true };
        var ability = new Option<string[]>("--ability")
        {
            Description = "What it may do, such as posts:read or posts:*. May be repeated. PersonalTokens:DefaultAbilities without it.",
        };
        var expires = new Option<Moment>("--expires")
        {
            Description = "Until when it works: a time from now (90d, 12h) or an instant. PersonalTokens:Lifetime without it.",
            CustomParser = Moment.Parse,
        };
        var create = new Command("create", "Make a token for a user, and print its text this once.") { name, label, ability, expires };
        context.RunOnDatabase(create, async (host, parsed, output, ct) =>
        {
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            if (user.Status == "deleted")
            {
                return UserCommand.Changed(output, user, null, "");
            }

            var abilities = parsed.GetValue(ability);
            try
            {
                var made = await host.Tokens.CreateAsync(
                    user.Id, parsed.GetRequiredValue(label), abilities is [_, ..] ? abilities : null,
                    parsed.GetValue(expires)?.Resolve(host.Clock), ct);
                Tell(output, made);
                return ExitCode.Ok;
            }
            catch (ArgumentException e)
            {
                return output.Fail(Refusal.Failed(e.Message));
            }
        });

        return create;
    }

    public static void Tell(Output output, CreatedToken made)
    {
        output.One(made, [new("token", _ => made.Text), .. TokenCommand.Columns.Select(OfMade)]);
        output.Say("The text of the token is shown this once.");
    }

    private static Column<CreatedToken> OfMade(Column<KeywrightToken> column) => new(column.Name, made => column.Value(made.Token));
}
