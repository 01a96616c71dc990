using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright mail …</c>: what waits in the outbox, and what could not be sent.</summary>
internal static class MailCommand
{
    private static readonly Column<KeywrightMailRow>[] Columns =
    [
        new("id", mail => mail.Id),
        new("kind", mail => mail.Kind),
        new("to", mail => mail.To),
        new("user_id", mail => mail.UserId),
        new("status", mail => mail.Status),
        new("attempts", mail => mail.Attempts),
        new("last_error", mail => mail.LastError),
        new("created_at", mail => mail.CreatedAt),
        new("next_attempt_at", mail => mail.NextAttemptAt),
        new("sent_at", mail => mail.SentAt),
    ];

    private static readonly string[] ForMachines = ["user_id", "next_attempt_at", "sent_at"];

    public static Command Create(CommandContext context) => new("mail", "Look after the mail that leaves.")
    {
        List(context), Retry(context),
    };

    private static Command List(CommandContext context)
    {
        var status = new Option<string>("--status") { Description = "Only those." };
        _ = status.AcceptOnlyFromAmong("pending", "sent", "failed");
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--limit expects 1 to 10000.");
            }
        });
        var list = new Command("list", "List mail, newest first: pending, failed in the last 30 days, sent in the last 7.")
        {
            status, limit,
        };
        context.RunOnDatabase(list, async (host, parsed, output, ct) =>
        {
            var rows = await host.Mail.ListAsync(parsed.GetValue(status), null, parsed.GetValue(limit), ct);
            output.Many(rows, [.. Columns.Where(column => output.Json || !ForMachines.Contains(column.Name))]);
            return ExitCode.Ok;
        });

        return list;
    }

    private static Command Retry(CommandContext context)
    {
        var id = new Argument<Guid>("mail") { Description = "Its id, from mail list." };
        var retry = new Command("retry", "Try a failed mail anew.") { id };
        context.RunOnDatabase(retry, async (host, parsed, output, ct) =>
        {
            var mail = parsed.GetRequiredValue(id);
            if (!await host.Mail.RetryAsync(mail, ct))
            {
                return output.Fail(Refusal.Failed($"There is no failed mail {mail}."));
            }

            output.Done(mail, $"Mail {mail} is tried again.", new("id", row => row), new("status", _ => "pending"));
            return ExitCode.Ok;
        });

        return retry;
    }
}
