namespace Keywright.Database;

/// <summary>
/// One of the two SQL dialects. Most statements are one text for both; the rare pair stands side by side in
/// <see cref="DialectExtensions.Choose"/>.
/// </summary>
internal enum Dialect
{
    Sqlite,
    Postgres,
}

internal static class DialectExtensions
{
    public static T Choose<T>(this Dialect dialect, T sqlite, T postgres) => dialect == Dialect.Sqlite ? sqlite : postgres;
}
