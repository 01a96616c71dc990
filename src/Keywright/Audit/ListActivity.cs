using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit;

/// <summary>GET /activity: what happened to the caller's own account, newest first.</summary>
internal sealed class ListActivity(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (AuditFilter.Parse(call, out var refusal) is not { } filter || AuditPage.Parse(call, out refusal) is not { } page)
        {
            return refusal!;
        }

        // Somebody else's events are not refused, they are not there.
        var user = call.Caller.UserId;
        var rows = filter.UserId is { } other && other != user.Value
            ? []
            : await database.ReadOne(
                tx => AuditReader.List(tx, filter with { UserId = user.Value }, page.Before, page.Limit + 1), call.Ct);
        return Answers.Ok(page.Listing(rows, record => AuditEventView.OfOwn(record, user)));
    }
}
