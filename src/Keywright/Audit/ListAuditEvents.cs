using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit;

/// <summary>
/// GET {admin}/audit and {admin}/users/{id}/audit: events, newest first; with <c>?format=csv</c> or <c>jsonl</c> all of them, as a stream.
/// Taking the log away is an event itself.
/// </summary>
internal sealed class ListAuditEvents(KeywrightDatabase database, AuditExport export, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (AuditFilter.Parse(call, out var refusal) is not { } filter || AuditPage.Parse(call, out refusal) is not { } page)
        {
            return refusal!;
        }

        if (call.Route("id") is { } id)
        {
            if (!Guid.TryParse(id, out var user))
            {
                return Problems.Of(ProblemCode.NotFound, "There is no such user.");
            }

            filter = filter with { UserId = user };
        }

        switch (call.Query("format"))
        {
            case null or "json":
                var rows = await database.ReadOne(tx => AuditReader.List(tx, filter, page.Before, page.Limit + 1), call.Ct);
                return Answers.Ok(page.Listing(rows, AuditEventView.Of));
            case "csv":
                return await Stream(call, filter, AuditFormat.Csv);
            case "jsonl":
                return await Stream(call, filter, AuditFormat.JsonLines);
            default:
                return Problems.Invalid("format", "must be json, csv or jsonl.");
        }
    }

    private async Task<IResult> Stream(Call call, AuditFilter filter, AuditFormat format)
    {
        await database.Write(async tx =>
        {
            await audit.Add(tx, call.Origin(), new AuditEvent("audit_exported", AuditCategory.Admin, "Export the audit log")
            {
                ResourceType = "audit",
                Severity = AuditSeverity.Warning,
                IsSensitive = true,
            });
            return true;
        }, call.Ct);
        return new AuditStream(export, filter, format);
    }
}
