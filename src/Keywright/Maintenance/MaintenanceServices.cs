using Keywright.Database.Periodic;

namespace Keywright.Maintenance;

/// <summary>What runs at start and now and then.</summary>
internal static class MaintenanceServices
{
    public static IServiceCollection AddMaintenance(this IServiceCollection services) => services
        .AddSingleton<LeaseHolder>().AddSingleton<LeasedTurn>().AddSingleton<Purge>()
        .AddSingleton<Backups>().AddSingleton<BackupFirst>().AddSingleton<Statistics>()
        .AddSingleton(provider => new KeywrightMaintenance(
            provider.GetRequiredService<Backups>(), provider.GetRequiredService<Statistics>(), provider.GetRequiredService<Purge>()))
        .AddSingleton<IPeriodicWork, RefreshRevocations>()
        .AddSingleton<IPeriodicWork, WriteLastUsed>()
        .AddSingleton<IPeriodicWork, EraseSuccessors>()
        .AddSingleton<IPeriodicWork, CleanUp>()
        .AddSingleton<RotateMasterKey>().AddSingleton<IPeriodicWork>(provider => provider.GetRequiredService<RotateMasterKey>())
        .AddSingleton<IPeriodicWork, FollowMasterKey>()
        .AddSingleton<SchemaCheck>().AddHostedService<Startup>().AddHostedService<Housekeeping>();
}
