using Keywright.Database;
using Keywright.Http;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>What administrators see first. Days are in UTC; those without anything are left out.</summary>
internal sealed record StatsView(
    UserStats Users, SessionStats Sessions, TokenStats Tokens, long ServiceAccounts, SignInStats SignIns, DateTimeOffset Since);

internal sealed record UserStats(long Total, Dictionary<string, long> ByStatus, IReadOnlyList<DayCount> NewPerDay);

internal sealed record SessionStats(long Active);

internal sealed record TokenStats(long Active);

internal sealed record SignInStats(long Succeeded, long Failed, IReadOnlyList<SignInDay> PerDay);

internal sealed record DayCount(string Date, long Count);

internal sealed record SignInDay(string Date, long Succeeded, long Failed);

/// <summary>GET /stats: counts of users, sessions, tokens, and of the sign-ins of the last thirty days.</summary>
internal sealed class ShowStats(KeywrightDatabase database) : IUseCase
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public async Task<IResult> Handle(Call call) => Answers.Ok(await database.Read(async tx =>
    {
        var since = tx.Now - Window;
        var signIns = await StatsStore.SignInsByDay(tx, since);
        return new StatsView(
            await Users(tx, since),
            new SessionStats(await StatsStore.ActiveSessions(tx)),
            new TokenStats(await StatsStore.ActiveTokens(tx)),
            await StatsStore.ServiceAccounts(tx),
            new SignInStats(signIns.Sum(day => day.Succeeded), signIns.Sum(day => day.Failed), signIns),
            since);
    }, call.Ct));

    private static async ValueTask<UserStats> Users(Tx tx, DateTimeOffset since)
    {
        var byStatus = UserWords.All.ToDictionary(status => status, _ => 0L, StringComparer.Ordinal);
        foreach (var (status, count) in await UserStore.CountByStatus(tx))
        {
            byStatus[status.Word()] = count;
        }

        var days = await UserStore.CountNewByDay(tx, since);
        var total = byStatus.Values.Sum() - byStatus[UserStatus.Deleted.Word()];
        return new UserStats(total, byStatus, [.. days.Select(day => new DayCount(day.Day, day.Count))]);
    }
}
