using System.CommandLine;
using Keywright.Administration;
using Keywright.Audit;

namespace Keywright.Server.Commands;

/// <summary><c>keywright audit …</c>: who did what, and whether the log says all of it.</summary>
internal static class AuditCommand
{
    private const int MostListed = 1000;

    private static readonly Column<KeywrightAuditEvent>[] All =
    [
        new("id", one => one.Id),
        new("created_at", one => one.CreatedAt),
        new("event_type", one => one.EventType),
        new("event_category", one => one.EventCategory),
        new("action", one => one.Action),
        new("status", one => one.Status),
        new("result_code", one => one.ResultCode),
        new("severity", one => one.Severity),
        new("user_id", one => one.UserId),
        new("actor_id", one => one.ActorId),
        new("session_id", one => one.SessionId),
        new("resource_type", one => one.ResourceType),
        new("resource_id", one => one.ResourceId),
        new("message", one => one.Message),
        new("ip_address", one => one.IpAddress),
        new("user_agent", one => one.UserAgent),
        new("location_country", one => one.LocationCountry),
        new("location_city", one => one.LocationCity),
        new("risk_score", one => one.RiskScore),
        new("request_method", one => one.RequestMethod),
        new("request_path", one => one.RequestPath),
        new("request_params", one => one.RequestParams),
        new("response_status", one => one.ResponseStatus),
        new("metadata", one => one.Metadata),
        new("tags", one => one.Tags),
        new("is_sensitive", one => one.IsSensitive),
        new("retention_policy", one => one.RetentionPolicy),
        new("expires_at", one => one.ExpiresAt),
    ];

    private static readonly string[] OfMany =
        ["id", "created_at", "event_type", "status", "result_code", "severity", "user_id", "ip_address"];

    public static Command Create(CommandContext context) => new("audit", "Read the audit log, and verify that nobody changed it.")
    {
        List(context), Show(context), Export(context), Statistics(context), AuditVerify.Create(context),
    };

    private static Command List(CommandContext context)
    {
        var filter = new AuditFilterOptions();
        var limit = new Option<int>("--limit") { Description = $"How many, 1 to {MostListed}.", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var number) && number is >= 1 and <= MostListed))
            {
                result.AddError($"--limit is '{text}': expected a number from 1 to {MostListed}.");
            }
        });
        var after = new Option<string>("--after") { Description = "Go on where the page before ended." };
        var list = new Command("list", "List events, newest first.") { limit, after };
        filter.AddTo(list);
        context.RunOnDatabase(list, async (host, parsed, output, ct) =>
        {
            if (parsed.GetValue(after) is { } cursor && AuditCursor.Decode(cursor) is null)
            {
                return output.Fail(new Refusal(ExitCode.Usage, $"--after is '{cursor}': no page ended there."));
            }

            if (await filter.Read(host, parsed, output, ct) is not { } wanted)
            {
                return ExitCode.Failed;
            }

            var page = await host.Audit.QueryAsync(wanted, parsed.GetValue(after), parsed.GetValue(limit), ct);
            output.Page(
                page.Events, page.NextCursor, [.. All.Where(column => output.Json || OfMany.Contains(column.Name))]);
            return ExitCode.Ok;
        });
        return list;
    }

    private static Command Show(CommandContext context)
    {
        var id = new Argument<Guid>("event")
        {
            Description = "Its id.",
            CustomParser = result => Ids.Parse(result, "an event", "keywright audit list"),
        };
        var show = new Command("show", "Show all that is known of an event.") { id };
        context.RunOnDatabase(show, async (host, parsed, output, ct) =>
        {
            if (await host.Audit.FindAsync(parsed.GetValue(id), ct) is not { } found)
            {
                return output.Fail(Refusal.Failed($"There is no event {parsed.GetValue(id)}."));
            }

            output.One(found, All);
            return ExitCode.Ok;
        });
        return show;
    }

    private static Command Export(CommandContext context)
    {
        var filter = new AuditFilterOptions();
        var format = new Option<string>("--format") { Description = "csv or jsonl.", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        var export = new Command("export", "Write all events, newest first, as JSON Lines or CSV.") { format };
        filter.AddTo(export);
        context.RunOnDatabase(export, async (host, parsed, output, ct) =>
        {
            if (await filter.Read(host, parsed, output, ct) is not { } wanted)
            {
                return ExitCode.Failed;
            }

            var form = parsed.GetValue(format) == "csv" ? AuditFormat.Csv : AuditFormat.JsonLines;
            await foreach (var line in host.AuditExport.Lines(wanted.Inner, form, ct))
            {
                output.Text(line);
            }

            return ExitCode.Ok;
        });
        return export;
    }

    private static Command Statistics(CommandContext context)
    {
        var filter = new AuditFilterOptions();
        var statistics = new Command("stats", "Count events by type, most frequent first.");
        filter.AddTo(statistics);
        context.RunOnDatabase(statistics, async (host, parsed, output, ct) =>
        {
            if (await filter.Read(host, parsed, output, ct) is not { } wanted)
            {
                return ExitCode.Failed;
            }

            output.Many(
                await host.Audit.CountAsync(wanted, ct),
                new Column<KeywrightAuditCount>("event_type", count => count.Name),
                new Column<KeywrightAuditCount>("count", count => count.Count),
                new Column<KeywrightAuditCount>("failures", count => count.Failures));
            return ExitCode.Ok;
        });
        return statistics;
    }
}
