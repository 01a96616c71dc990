using System.Diagnostics;
using Keywright.Security.PasswordHash;

namespace Keywright.Benchmarks;

/// <summary>How many passwords this machine can hash a second: the ceiling of sign-in.</summary>
internal static class HashRate
{
    public static double Measure(TimeSpan time)
    {
        var format = new Argon2id(new PasswordOptions(), Sodium.Instance);
        _ = Run(format, TimeSpan.FromSeconds(1));
        return Run(format, time);
    }

    private static double Run(Argon2id format, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var hashed = 0;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(core => new Thread(() =>
        {
            while (clock.Elapsed < time)
            {
                _ = format.Hash("Correct-horse-battery-9"u8);
                Interlocked.Increment(ref hashed);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return hashed / clock.Elapsed.TotalSeconds;
    }
}
