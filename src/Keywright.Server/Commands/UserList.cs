using System.CommandLine;

namespace Keywright.Server.Commands;

/// <summary><c>keywright user list</c>: oldest first, a page at a time.</summary>
internal static class UserList
{
    private const int Default = 50;
    private const int Most = 1000;

    public static Command Create(CommandContext context)
    {
        var search = new Option<string>("--search", "--q")
        {
            Description = "A part of the email address, username or name; with a * at its end, their beginning.",
        };
        var role = new Option<string>("--role") { Description = "Only users who have this role." };
        var status = new Option<string>("--status") { Description = "Only users of this status. Deleted ones are listed only with it." };
        status.AcceptOnlyFromAmong("active", "inactive", "suspended", "banned", "deleted");
        var limit = new Option<int>("--limit") { Description = $"How many, 1 to {Most}.", DefaultValueFactory = _ => Default };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var number) && number is >= 1 and <= Most))
            {
                result.AddError($"--limit is '{text}': expected a number from 1 to {Most}.");
            }
        });
        var after = new Option<Guid?>("--after") { Description = "Go on after the user with this id." };
        var list = new Command("list", "List users, oldest first.") { search, status, role, limit, after };
        context.RunOnDatabase(list, async (host, parsed, output, ct) =>
        {
            var count = parsed.GetValue(limit);

            // One more than asked for tells whether there are more.
            var users = await host.Users.ListAsync(
                parsed.GetValue(search), parsed.GetValue(status), parsed.GetValue(after), count + 1, parsed.GetValue(role), ct);
            var page = users.Take(count).ToList();
            output.Page(page, users.Count > count ? page[^1].Id.ToString() : null, UserColumns.Listed(output));
            return ExitCode.Ok;
        });

        return list;
    }
}
