using Keywright.Http.Places;

namespace Keywright.Sessions.Risk;

/// <summary>
/// The signals and their weights. A new device alone is told of; with a new country it is asked for more. What strangers can cause,
/// failures, weighs so little that with a new device it stays below the step: nobody can make signing in harder for others.
/// </summary>
internal static class RiskSignals
{
    public const string NewDevice = "new_device";
    public const string NewCountry = "new_country";
    public const string ImpossibleTravel = "impossible_travel";
    public const string RecentFailures = "recent_failures";
    public const string TokenReuse = "token_reuse";
    public const string UnknownAgent = "unknown_agent";

    private const int Highest = 100;
    private const int ManyFailures = 3;

    // Airliners reach 900 km/h, and places of addresses are often wrong by a few hundred kilometres.
    private const double FastestKmPerHour = 1000;
    private const double NearKm = 500;
    private const double EarthRadiusKm = 6371;

    private static readonly TimeSpan Recently = TimeSpan.FromDays(7);

    /// <param name="history">The user's sessions, newest first.</param>
    public static RiskVerdict Judge(
        IReadOnlyList<PastSession> history, ClientTraits client, bool isKnownDevice, int failures, DateTimeOffset now)
    {
        var signals = new (string Name, int Weight, bool IsThere)[]
        {
            (NewDevice, 30, !isKnownDevice),
            (NewCountry, 25, IsNewCountry(history, client.Place)),
            (ImpossibleTravel, 40, IsTooFast(history, client.Place, now)),
            (RecentFailures, 15, failures >= ManyFailures),
            (TokenReuse, 20, history.Any(past => past.WasCopied && now - past.SuspiciousAt < Recently)),
            (UnknownAgent, 10, client.Device.IsAnonymous && history.Count > 0 && history.All(past => past.UserAgent != client.UserAgent)),
        };
        var there = signals.Where(signal => signal.IsThere).ToList();
        return there.Count == 0
            ? RiskVerdict.None
            : new(Math.Min(Highest, there.Sum(signal => signal.Weight)), [.. there.Select(signal => signal.Name)]);
    }

    private static bool IsNewCountry(IReadOnlyList<PastSession> history, Place? place)
    {
        var usual = history.Where(past => past.Vouches && past.Place.Country is not null).Select(past => past.Place.Country).ToList();
        return place?.Country is { } country && usual.Count > 0 && !usual.Contains(country);
    }

    private static bool IsTooFast(IReadOnlyList<PastSession> history, Place? place, DateTimeOffset now)
    {
        if (Point(place) is not { } here || history.FirstOrDefault(past => Point(past.Place) is not null) is not { } last)
        {
            return false;
        }

        var km = Distance(Point(last.Place)!.Value, here);
        return km > NearKm && km > FastestKmPerHour * Math.Max(0, (now - last.LastActivity).TotalHours);
    }

    private static (double Latitude, double Longitude)? Point(Place? place) =>
        place is { LatitudeTenths: { } latitude, LongitudeTenths: { } longitude }
            ? (double.DegreesToRadians(latitude / 10.0), double.DegreesToRadians(longitude / 10.0))
            : null;

    /// <summary>The great circle between two points, by the haversine formula.</summary>
    private static double Distance((double Latitude, double Longitude) one, (double Latitude, double Longitude) other)
    {
        var north = Math.Sin((other.Latitude - one.Latitude) / 2);
        var east = Math.Sin((other.Longitude - one.Longitude) / 2);
        var half = (north * north) + (Math.Cos(one.Latitude) * Math.Cos(other.Latitude) * east * east);
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }
}
