using Keywright.Audit;
using Keywright.Database;
using Keywright.Security.Keys;

namespace Keywright.Maintenance.Transfer;

/// <summary>The constructor is internal, so that the internals may change: the container is told how to call it.</summary>
internal static class TransferServices
{
    public static IServiceCollection AddTransfer(this IServiceCollection services) =>
        services.AddSingleton(provider => new KeywrightTransfer(
        provider.GetRequiredService<KeywrightDatabase>(), provider.GetRequiredService<MasterKey>(),
        provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<AuditOrigin>(), provider.GetRequiredService<TimeProvider>()));
}
