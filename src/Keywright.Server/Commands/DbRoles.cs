using System.CommandLine;
using Keywright.Database.Roles;

namespace Keywright.Server.Commands;

/// <summary><c>keywright db roles</c>: prints the SQL that makes PostgreSQL roles of least privilege. Connects to nothing.</summary>
internal static class DbRoles
{
    public static Command Create(CommandContext context)
    {
        var prefix = new Option<string?>("--prefix")
        {
            Description = "What the names of the roles begin with. The name of the schema by default.",
        };
        prefix.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !IsPlain(name))
            {
                result.AddError($"--prefix is \"{name}\": expected lower-case letters, digits and underscores, at most 50.");
            }
        });
        var roles = new Command("roles", "Print the SQL that makes PostgreSQL roles: owner, migrator, app and read-only.") { prefix };
        context.Run(roles, (options, parsed, output, _) =>
        {
            output.Text(RoleScript.For(options.Schema, parsed.GetValue(prefix) ?? options.Schema));
            return Task.FromResult(ExitCode.Ok);
        });

        return roles;
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 50 && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
