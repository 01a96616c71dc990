using System.Diagnostics;

namespace Keywright.Benchmarks;

/// <summary>What one operation cost: the median of the repeats.</summary>
internal sealed record Cost(double Microseconds, double Bytes, IReadOnlyList<double> Repeats);

/// <summary>Runs an operation until it is warm, then in repeats of a fixed time.</summary>
internal static class Measurement
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time and memory that an operation takes when <paramref name="atOnce"/> callers do nothing but repeat it. With one caller that
    /// is its latency, with many the time between two answers.
    /// </summary>
    public static async Task<Cost> Of(Func<int, ValueTask> operation, int atOnce, int repeats, TimeSpan each)
    {
        var number = 0;
        _ = await Run(operation, atOnce, Warm, () => Interlocked.Increment(ref number));
        var costs = new List<(double Microseconds, double Bytes)>();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            costs.Add(await Run(operation, atOnce, each, () => Interlocked.Increment(ref number)));
        }

        return new Cost(
            Median(costs.Select(cost => cost.Microseconds)),
            Median(costs.Select(cost => cost.Bytes)),
            [.. costs.Select(cost => cost.Microseconds)]);
    }

    private static async Task<(double Microseconds, double Bytes)> Run(
        Func<int, ValueTask> operation, int atOnce, TimeSpan time, Func<int> next)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while (clock.Elapsed < time)
            {
                await operation(next());
                count++;
            }

            return count;
        })));
        var (elapsed, done) = (clock.Elapsed, counts.Sum());
        return (elapsed.TotalMicroseconds / done, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)done);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2]
            : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
