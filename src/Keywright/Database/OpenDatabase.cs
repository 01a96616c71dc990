namespace Keywright.Database;

internal static class OpenDatabase
{
    public static KeywrightDatabase From(DatabaseSettings settings, TimeProvider clock, ILoggerFactory loggers) =>
        throw new NotSupportedException($"{settings} {clock} {loggers}");
}
