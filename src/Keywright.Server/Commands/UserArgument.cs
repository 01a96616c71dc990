using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary>A user named on the command line.</summary>
internal sealed class UserArgument() : Argument<string>("user")
{
    public static UserArgument Create()
    {
        var user = new UserArgument { Description = "Id, email address or username." };
        RefuseOptions(user);
        return user;
    }

    /// <summary>A misspelt option would otherwise be taken for the argument. No username begins with a dash.</summary>
    public static void RefuseOptions(Argument<string> argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: ['-', _, ..] text }])
        {
            result.AddError($"'{text}' is no option here.");
        }
    });

    /// <summary>The user, or null: then <paramref name="output"/> was told who is not there.</summary>
    public async Task<KeywrightUser?> Find(CommandHost host, ParseResult parsed, Output output, CancellationToken ct)
    {
        var name = parsed.GetRequiredValue(this);
        var user = await Find(host, name, ct);
        if (user is null)
        {
            output.Error(Unknown(name));
        }

        return user;
    }

    /// <summary>What has the form of an id is one, also where somebody chose it for a username.</summary>
    public static Task<KeywrightUser?> Find(CommandHost host, string name, CancellationToken ct) =>
        Guid.TryParse(name, out var id) ? host.Users.FindAsync(id, ct) : host.Users.FindAsync(name, ct);

    public static string Unknown(string name) => $"There is no user {name}. Look for them with: keywright user list --search TEXT";
}
