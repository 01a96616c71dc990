namespace Keywright.Http.Places;

/// <summary>
/// Where an address is: a country as ISO 3166-1 alpha-2, a city by its name, and a position. Tenths of a degree are 11 km: near enough to
/// tell how fast somebody travelled, too far to find a house.
/// </summary>
internal sealed record Place(string? Country, string? City)
{
    public int? LatitudeTenths { get; init; }

    public int? LongitudeTenths { get; init; }

    public override string ToString() => City is null ? Country ?? "" : Country is null ? City : $"{City}, {Country}";
}
