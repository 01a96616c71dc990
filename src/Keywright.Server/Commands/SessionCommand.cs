using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright session …</c>: where users are signed in.</summary>
internal static class SessionCommand
{
    private const int PageSize = 200;

    private static readonly Column<KeywrightSession>[] Columns =
    [
        new("id", session => session.Id),
        new("user_id", session => session.UserId),
        new("status", session => session.Status),
        new("device_type", session => session.DeviceType),
        new("device_name", session => session.DeviceName),
        new("ip_address", session => session.IpAddress),
        new("login_method", session => session.LoginMethod),
        new("last_activity", session => session.LastActivity),
        new("created_at", session => session.CreatedAt),
        new("expires_at", session => session.ExpiresAt),
    ];

    public static Command Create(CommandContext context) => new("session", "List and end sessions.") { List(context), Revoke(context) };

    private static Command List(CommandContext context)
    {
        var name = UserArgument.Create();
        var list = new Command("list", "List a user's live sessions, newest first.") { name };
        context.RunOnDatabase(list, async (host, parsed, output, ct) =>
        {
            if (await name.Find(host, parsed, output, ct) is not { } user)
            {
                return ExitCode.Failed;
            }

            var all = await Paging.All((KeywrightSession? last) => host.Sessions.ListAsync(user.Id, last?.Id, PageSize, ct), PageSize);
            output.Many(all, [.. Columns.Where(column => output.Json || column.Name != "user_id")]);
            return ExitCode.Ok;
        });

        return list;
    }

    private static Command Revoke(CommandContext context)
    {
        var target = new Argument<string>("session")
        {
            Description = "Its id, from session list; with --all the user: id, email address or username.",
        };
        UserArgument.RefuseOptions(target);
        var all = new Option<bool>("--all") { Description = "End all sessions of a user." };
        var revoke = new Command("revoke", "End a session: every server refuses it from the next request on.") { target, all };
        revoke.Validators.Add(result =>
        {
            if (!result.GetValue(all) && result.GetValue(target) is { } text && !text.StartsWith('-') && !Guid.TryParse(text, out _))
            {
                result.AddError($"'{text}' is not the id of a session: keywright session list USER shows them. All end with --all USER.");
            }
        });
        context.RunOnDatabase(revoke, async (host, parsed, output, ct) =>
        {
            var name = parsed.GetRequiredValue(target);
            return parsed.GetValue(all)
                ? await EndAll(host, name, output, ct)
                : await End(host, Guid.Parse(name), output, ct);
        });

        return revoke;
    }

    private static async Task<int> End(CommandHost host, Guid session, Output output, CancellationToken ct)
    {
        if (!await host.Sessions.EndAsync(session, ct))
        {
            return output.Fail(Refusal.Failed($"There is no live session {session}."));
        }

        output.Done(session, $"Session {session} has ended.", new("id", row => row), new("revoked", _ => true));
        return ExitCode.Ok;
    }

    private static async Task<int> EndAll(CommandHost host, string name, Output output, CancellationToken ct)
    {
        if (await UserArgument.Find(host, name, ct) is not { } user)
        {
            return output.Fail(Refusal.Failed(UserArgument.Unknown(name)));
        }

        var count = await host.Sessions.EndAllAsync(user.Id, ct);
        output.Done(
            user, $"{count} session{(count == 1 ? "" : "s")} of {UserColumns.Named(user)} ended.",
            new("user_id", row => row.Id), new("revoked_sessions", _ => count));
        return ExitCode.Ok;
    }
}
