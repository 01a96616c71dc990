using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright service-account …</c>: programs that call with tokens of their own.</summary>
internal static class ServiceAccountCommand
{
    public static readonly Column<KeywrightServiceAccount>[] Columns =
    [
        new("id", account => account.Id),
        new("name", account => account.Name),
        new("status", account => account.Status),
        new("permissions", account => account.Permissions),
        new("description", account => account.Description),
        new("owner_id", account => account.OwnerId),
        new("created_at", account => account.CreatedAt),
        new("updated_at", account => account.UpdatedAt),
    ];

    private static readonly string[] OfMany = ["id", "name", "status", "permissions", "description"];

    public static Command Create(CommandContext context) =>
        new("service-account", "Make, change and delete service accounts, and make their tokens.")
        {
            ServiceAccountCreate.Create(context), List(context), ServiceAccountUpdate.Create(context),
            ServiceAccountDelete.Create(context), ServiceAccountToken.Create(context), Tokens(context),
        };

    public static Argument<string> Name()
    {
        var name = new Argument<string>("account") { Description = "Its id or name, from service-account list." };
        UserArgument.RefuseOptions(name);
        return name;
    }

    public static Refusal Unknown(string name) =>
        Refusal.Failed($"There is no service account {name}. See: keywright service-account list");

    private static Command List(CommandContext context)
    {
        var list = new Command("list", "List all service accounts.");
        context.RunOnDatabase(list, async (host, _, output, ct) =>
        {
            output.Many(
                await host.ServiceAccounts.ListAsync(ct), [.. Columns.Where(column => output.Json || OfMany.Contains(column.Name))]);
            return ExitCode.Ok;
        });

        return list;
    }

    private static Command Tokens(CommandContext context)
    {
        var name = Name();
        var tokens = new Command("tokens", "List a service account's tokens that still work. Revoke one with: keywright token revoke ID")
        {
            name,
        };
        context.RunOnDatabase(tokens, async (host, parsed, output, ct) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            if (await host.ServiceAccounts.FindAsync(wanted, ct) is not { } account)
            {
                return output.Fail(Unknown(wanted));
            }

            output.Many(
                await host.ServiceAccounts.ListTokensAsync(account.Id, ct),
                [.. TokenCommand.Columns.Where(column => column.Name != "user_id")]);
            return ExitCode.Ok;
        });

        return tokens;
    }
}
