using System.Globalization;
using Keywright.Http;

namespace Keywright.Audit;

/// <summary><c>?limit=&amp;cursor=</c> of lists of events, whose cursor is a time and an id.</summary>
internal sealed record AuditPage(int Limit, AuditCursor? Before)
{
    public static AuditPage? Parse(Call call, out IResult? refusal)
    {
        var limit = Paging.DefaultLimit;
        if (call.Query("limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Paging.MaxLimit))
        {
            refusal = Problems.Invalid("limit", $"must be a number from 1 to {Paging.MaxLimit}.");
            return null;
        }

        AuditCursor? before = null;
        if (call.Query("cursor") is { } cursor && (before = AuditCursor.Decode(cursor)) is null)
        {
            refusal = Problems.Invalid("cursor", "is not a cursor that this list gave out.");
            return null;
        }

        refusal = null;
        return new AuditPage(limit, before);
    }

    /// <summary>Of <paramref name="rows"/> one more than the limit was read: its presence tells that there is a next page.</summary>
    public Listing<AuditEventView> Listing(IReadOnlyList<AuditRecord> rows, Func<AuditRecord, AuditEventView> show) => new(
        [.. rows.Take(Limit).Select(show)], rows.Count > Limit ? AuditCursor.Of(rows[Limit - 1]).Encode() : null);
}
