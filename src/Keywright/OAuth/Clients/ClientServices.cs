namespace Keywright.OAuth.Clients;

/// <summary>What knows and changes clients.</summary>
internal static class ClientServices
{
    public static IServiceCollection AddClients(this IServiceCollection services) => services
        .AddSingleton<ClientDirectory>().AddSingleton<Sectors>().AddSingleton<SectorDocument>()
        .AddSingleton<ClientKeys>().AddSingleton<ClientDocuments>()
        .AddSingleton<RegisterClient>().AddSingleton<ChangeClient>().AddSingleton<RotateClientSecret>();
}
