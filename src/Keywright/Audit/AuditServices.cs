using Keywright.Audit.Alerts;
using Keywright.Audit.Sealing;
using Keywright.Database.Periodic;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Keywright.Audit;

/// <summary>The log, and what is done with it now and then.</summary>
internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.TryAddSingleton(AuditOrigin.Code);
        return services
            .AddSingleton<AuditLog>().AddSingleton<AuditExport>().AddSingleton<ShowAuditStatistics>()
            .AddSingleton<AuditKeys>().AddSingleton<VerifyAudit>().AddSingleton<SealAudit>().AddSingleton<RaiseAlerts>()
            .AddSingleton<AuditErasure>().AddSingleton<MachineAudit>()
            .AddSingleton<IPeriodicWork>(provider => provider.GetRequiredService<MachineAudit>())
            .AddSingleton<IPeriodicWork>(provider => provider.GetRequiredService<SealAudit>())
            .AddSingleton<IPeriodicWork>(provider => provider.GetRequiredService<AuditErasure>())
            .AddSingleton<IPeriodicWork>(provider => provider.GetRequiredService<RaiseAlerts>());
    }
}
