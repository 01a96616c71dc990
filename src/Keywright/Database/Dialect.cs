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

    /// <summary>
    /// At the end of the subquery that picks a batch of rows: those that another transaction holds are left to it, not waited for.
    /// SQLite has one writer.
    /// </summary>
    public static Sql SkipLocked(this Dialect dialect) => dialect.Choose<Sql>($"", $"FOR UPDATE SKIP LOCKED");

    /// <summary>
    /// At the end of a query: its rows stay as they were read until this unit of work commits. Who is changing them is waited for. SQLite
    /// has one writer.
    /// </summary>
    public static Sql Held(this Dialect dialect) => dialect.Choose<Sql>($"", $"FOR SHARE");
}
