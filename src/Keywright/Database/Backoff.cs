using System.Security.Cryptography;

namespace Keywright.Database;

/// <summary>Waits between attempts, longer each time and never twice the same, so that those who collided don't meet again.</summary>
internal static class Backoff
{
    public static Task Wait(int attempt, TimeSpan most, CancellationToken ct)
    {
        var ceiling = (int)Math.Min(most.TotalMilliseconds, 5 * Math.Pow(2, Math.Min(attempt, 16)));
        return Task.Delay(RandomNumberGenerator.GetInt32(ceiling / 4, ceiling + 1), ct);
    }
}
