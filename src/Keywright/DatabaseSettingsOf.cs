using Keywright.Database;

namespace Keywright;

/// <summary>What the folder Database is told of the options.</summary>
internal static class DatabaseSettingsOf
{
    public static DatabaseSettings Options(KeywrightOptions options) => new()
    {
        Database = options.Database,
        Schema = options.Schema,
        Pool = options.Pool,
        Pooler = options.Pooler,
        Migrations = options.Migrations,
        Data = options.Data,
    };
}
