using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright role …</c>: roles, their permissions, and who has them.</summary>
internal static class RoleCommand
{
    public static readonly Column<KeywrightRole>[] Columns =
    [
        new("id", role => role.Id),
        new("name", role => role.Name),
        new("permissions", role => role.Permissions),
        new("description", role => role.Description),
        new("built_in", role => role.IsBuiltIn),
        new("two_factor", role => role.RequiresTwoFactor ? Required : Optional),
        new("created_at", role => role.CreatedAt),
        new("updated_at", role => role.UpdatedAt),
    ];

    private const string Required = "required";
    private const string Optional = "optional";

    private static readonly string[] OfMany = ["name", "permissions", "description", "built_in", "two_factor"];

    public static Command Create(CommandContext context) => new("role", "Make, change, give and take roles.")
    {
        List(context), RoleCreate.Create(context), RoleUpdate.Create(context), RoleDelete.Create(context),
        RoleGrant.Create(context), RoleRevoke.Create(context),
    };

    public static Argument<string> Name()
    {
        var name = new Argument<string>("role") { Description = "Its name, from role list." };
        UserArgument.RefuseOptions(name);
        return name;
    }

    public static Option<string> TwoFactor()
    {
        var option = new Option<string>("--two-factor")
        {
            Description = "required: in force only for who has a second factor, or came in with a passkey. Or optional.",
        };
        _ = option.AcceptOnlyFromAmong(Required, Optional);
        return option;
    }

    public static bool? IsRequired(string? twoFactor) => twoFactor is null ? null : twoFactor == Required;

    public static string Unknown(string name) => $"There is no role {name}. See: keywright role list";

    private static Command List(CommandContext context)
    {
        var list = new Command("list", "List all roles with their permissions.");
        context.RunOnDatabase(list, async (host, _, output, ct) =>
        {
            output.Many(await host.Roles.ListAsync(ct), [.. Columns.Where(column => output.Json || OfMany.Contains(column.Name))]);
            return ExitCode.Ok;
        });

        return list;
    }
}
