using System.CommandLine;
using Keywright.Administration;

namespace Keywright.Server.Commands;

/// <summary><c>keywright audit verify</c>: exit code 0 when everything sealed is as it was, 1 when not.</summary>
internal static class AuditVerify
{
    private static readonly Column<KeywrightAuditVerification>[] Columns =
    [
        new("intact", found => found.IsIntact),
        new("seals", found => found.Seals),
        new("events", found => found.Events),
        new("expired_events", found => found.ExpiredEvents),
        new("redacted_events", found => found.RedactedEvents),
        new("waiting_events", found => found.WaitingEvents),
        new("first_flaw", found => found.Flaws is [var first, ..] ? first.Kind : null),
        new("first_flaw_event", found => found.Flaws is [var first, ..] ? first.EventId : null),
        new("flaws", found => found.Flaws.Select(Line)),
        new("keys", found => found.Keys.Select(key => key.Key + (key.Value ? "" : " (not trusted)"))),
        new("anchors", found => found.Anchors),
    ];

    public static Command Create(CommandContext context)
    {
        var anchor = new Option<FileInfo>("--anchor")
        {
            Description = "A file of anchors: that of Audit:AnchorFile, or what an earlier run printed.",
        };
        var trust = new Option<string[]>("--trust") { Description = "The fingerprint of a signing key from before another master key." };
        var verify = new Command(
            "verify", "Compare every event with its seal. Names the first that was changed or is missing, and ends with 1.")
        {
            anchor, trust,
        };
        context.RunOnDatabase(verify, async (host, parsed, output, ct) =>
        {
            string[] anchors = [];
            if (parsed.GetValue(anchor) is { } file)
            {
                if (!file.Exists)
                {
                    return output.Fail(Refusal.Failed($"There is no file {file.FullName}."));
                }

                anchors = await File.ReadAllLinesAsync(file.FullName, ct);
            }

            return Tell(output, await host.Audit.VerifyAsync(anchors, parsed.GetValue(trust), ct), anchors.Length > 0);
        });
        return verify;
    }

    private static int Tell(Output output, KeywrightAuditVerification found, bool isAnchored)
    {
        if (output.Json)
        {
            output.One(found, Columns);
            return found.IsIntact ? ExitCode.Ok : ExitCode.Failed;
        }

        foreach (var anchor in found.Anchors)
        {
            output.Result(anchor);
        }

        foreach (var flaw in found.Flaws)
        {
            output.Error(Line(flaw));
        }

        output.Say($"{found.Events} events in {found.Seals} seals were compared; {found.WaitingEvents} wait for a seal, "
            + $"{found.ExpiredEvents} had expired, {found.RedactedEvents} lost details to an erasure.");
        output.Say(!found.IsIntact ? "The log was changed."
            : isAnchored ? "Nothing was changed, and nothing is missing."
            : "Nothing was changed. That nothing was cut off the end shows with --anchor: keep the lines above elsewhere.");
        return found.IsIntact ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string Line(KeywrightAuditFlaw flaw)
    {
        var place = flaw.RetentionPolicy is null ? ""
            : flaw.Seal is null ? $" [{flaw.RetentionPolicy}]"
            : $" [{flaw.RetentionPolicy} {flaw.Seal}]";
        return $"{flaw.Kind}{place}: {flaw.Text}";
    }
}
