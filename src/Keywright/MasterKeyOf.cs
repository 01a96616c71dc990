using Keywright.Database;
using Keywright.Http;
using Keywright.Security.Keys;

namespace Keywright;

/// <summary>The master key that the options name; memory storage without one gets a key that is gone with it.</summary>
internal static class MasterKeyOf
{
    public static MasterKey Options(KeywrightOptions options) =>
        options.Keys.MasterKey is null && DatabaseSettingsOf.Options(options).Target() is DatabaseTarget.Memory
            ? MasterKey.New()
            : MasterKey.Load(options.Keys, options.Data);
}

internal static class HttpKeysOf
{
    public static HttpKeys MasterKey(MasterKey key) => new(key.Derive("rate limits"), key.Derive("xsrf"));
}
