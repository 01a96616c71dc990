using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright user create</c>: under the same rules as registration.</summary>
internal static class UserCreate
{
    public static Command Create(CommandContext context)
    {
        var email = new Option<string>("--email") { Description = "The address, unique whatever its case.", Required = true };
        var username = new Option<string>("--username") { Description = "A username, unique whatever its case." };
        var name = new Option<string>("--name") { Description = "The full name." };
        var role = new Option<string[]>("--role") { Description = "A role beside user, which everybody has. May be repeated." };
        var verified = new Option<bool>("--verified") { Description = "The address is known to be the user's." };
        var password = new PasswordInput();
        var create = new Command("create", "Make a user. The password is asked for, unless an option says otherwise.")
        {
            email, username, name, role, verified,
        };
        password.AddTo(create);
        context.RunOnDatabase(create, async (host, parsed, output, ct) =>
        {
            var (text, refusal) = await password.Read(host.Options, parsed, output, ct);
            if (refusal is not null)
            {
                return output.Fail(refusal);
            }

            var wish = new NewKeywrightUser(parsed.GetRequiredValue(email), text)
            {
                Username = parsed.GetValue(username),
                Name = parsed.GetValue(name),
                Roles = parsed.GetValue(role) ?? [],
                EmailVerified = parsed.GetValue(verified),
            };
            return Tell(output, await host.Users.CreateAsync(wish, ct), password.IsGenerated(parsed) ? text : null);
        });

        return create;
    }

    private static int Tell(Output output, CreateUserResult result, string? password)
    {
        switch (result)
        {
            case CreateUserResult.Created { User: var user }:
                output.One(user, password is null ? UserColumns.All : [.. UserColumns.All, new("password", _ => password)]);
                output.Say(password is null ? "Created." : "Created. The password is shown this once.");
                return ExitCode.Ok;
            case CreateUserResult.Refused refused:
                foreach (var (field, reason) in refused.Errors)
                {
                    output.Error($"{Called(field)}: {reason}");
                }

                return ExitCode.Failed;
            default:
                throw new InvalidOperationException($"{result} is not known.");
        }
    }

    private static string Called(string field) => field switch
    {
        "roles" => "--role",
        "password" => "The password",
        _ => "--" + field,
    };
}
