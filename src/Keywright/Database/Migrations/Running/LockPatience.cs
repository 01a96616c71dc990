using System.Globalization;
using Npgsql;

namespace Keywright.Database.Migrations.Running;

/// <summary>
/// Gives up a lock that is not had in time, so that those who queue behind it get through, and tries again: so many times, with pauses
/// that are never the same.
/// </summary>
internal sealed class LockPatience(NpgsqlDataSource source, int process)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    /// <param name="script">How often, and who is told.</param>
    /// <param name="attempt">Leaves nothing behind when it fails. Told which attempt it is.</param>
    /// <param name="ct">Looked at between attempts.</param>
    /// <exception cref="MigrationException">The lock was not had in the last attempt either.</exception>
    public async ValueTask Run(MigrationScript script, Func<int, ValueTask> attempt, CancellationToken ct)
    {
        for (var number = 1; ; number++)
        {
            string? blocker;
            await using (var watch = new BlockerWatch(source, process, script.LockTimeout, script.Waiting))
            {
                try
                {
                    await attempt(number);
                    return;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
                {
                    blocker = watch.Blocker;
                    if (number >= script.LockTries)
                    {
                        throw new MigrationException(MigrationProblem.Failed, Sentence(number, script.LockTimeout, blocker), e);
                    }
                }
            }

            var which = number.ToString(CultureInfo.InvariantCulture);
            script.Waiting?.Invoke($"attempt {which}: {Sentence(number, script.LockTimeout, blocker)}");
            await Backoff.Wait(number + 6, LongestPause, ct);
        }
    }

    private static string Sentence(int attempts, TimeSpan timeout, string? blocker)
    {
        var seconds = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return $"a lock was not had in {attempts.ToString(CultureInfo.InvariantCulture)} attempts of {seconds} s, because of "
            + (blocker ?? "somebody who was gone before we looked");
    }
}
