namespace Keywright.Database.Sqlite;

internal static partial class SqliteLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A unit of work kept the writer busy for {Milliseconds} ms; everybody else waited.")]
    public static partial void SlowUnit(ILogger log, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "A group of writes failed; all its callers are told.")]
    public static partial void GroupDied(ILogger log, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "An effect of a committed unit of work threw, which it must not.")]
    public static partial void EffectThrew(ILogger log, Exception mistake);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The app's own SQLite is too old ({TooOld}); Keywright uses {Name} {Version}. The app must not open Keywright's file.")]
    public static partial void LibraryPassedOver(ILogger log, string tooOld, string name, string version);
}
