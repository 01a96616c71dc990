using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit;

internal sealed record AuditCountView(string Name, long Count, long Failures);

/// <summary>How often what happened, and what happened last.</summary>
internal sealed record AuditStatisticsView(
    DateTimeOffset From, DateTimeOffset To, long Total, long Failures, IReadOnlyList<AuditCountView> ByType,
    IReadOnlyList<AuditCountView> ByCategory, IReadOnlyList<AuditCountView> BySeverity, IReadOnlyList<AuditEventView> Recent);

/// <summary>GET {admin}/audit/stats: of the last seven days, unless <c>from</c> and <c>to</c> say otherwise.</summary>
internal sealed class ShowAuditStatistics(KeywrightDatabase database) : IUseCase
{
    private const int Recent = 10;

    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);

    public async Task<IResult> Handle(Call call) => AuditFilter.Parse(call, out var refusal) is { } filter
        ? Answers.Ok(await Run(filter, call.Ct))
        : refusal!;

    public async Task<AuditStatisticsView> Run(AuditFilter filter, CancellationToken ct) => await database.Read(async tx =>
    {
        var to = filter.To ?? tx.Now + TimeSpan.FromMilliseconds(1);
        var period = filter with { From = filter.From ?? to - Usual, To = to };
        var types = View(await AuditReader.CountByType(tx, period));
        return new AuditStatisticsView(
            period.From.Value, to, types.Sum(type => type.Count), types.Sum(type => type.Failures), types,
            View(await AuditReader.CountByCategory(tx, period)), View(await AuditReader.CountBySeverity(tx, period)),
            [.. (await AuditReader.List(tx, period, null, Recent)).Select(AuditEventView.Of)]);
    }, ct);

    private static List<AuditCountView> View(IEnumerable<AuditCount> counts) =>
        [.. counts.Select(count => new AuditCountView(count.Name, count.Count, count.Failures))];
}
