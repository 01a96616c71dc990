using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Keywright.Administration;

/// <summary>
/// The code API. Its constructors are internal, so that the internals may change: the container is told how to call them.
/// </summary>
internal static class AdministrationServices
{
    public static IServiceCollection AddAdministration(this IServiceCollection services)
    {
        services.TryAddSingleton<CreateUser>();
        services.TryAddSingleton<UserMail>();
        services.AddSingleton<UserActs>().AddSingleton<Administer>().AddSingleton<Api.OnServiceAccount>()
            .AddSingleton<Api.OnClient>();
        services.AddInternal(p => new KeywrightUsers(
            p.Get<Database.KeywrightDatabase>(), p.Get<CreateUser>(), p.Get<Security.PasswordHash.PasswordPolicy>(),
            p.Get<Security.PasswordHash.PasswordHasher>(), p.Get<Authentication.EndAccess>(), p.Get<UserActs>(),
            p.Get<UserMail>(), p.Get<Audit.AuditLog>(), p.Get<Audit.AuditOrigin>()));
        services.AddInternal(p => new KeywrightRoles(
            p.Get<Database.KeywrightDatabase>(), p.Get<Roles.ChangeRoles>(), p.Get<Audit.AuditOrigin>()));
        services.AddInternal(p => new KeywrightServiceAccounts(
            p.Get<Database.KeywrightDatabase>(), p.Get<ServiceAccounts.ChangeServiceAccounts>(), p.Get<PersonalTokens.MintToken>(),
            p.Get<Audit.AuditOrigin>(), p.Get<TimeProvider>()));
        services.AddInternal(p => new KeywrightClients(
            p.Get<Database.KeywrightDatabase>(), p.Get<OAuth.Clients.RegisterClient>(), p.Get<OAuth.Clients.ChangeClient>(),
            p.Get<OAuth.Clients.RotateClientSecret>(), p.Get<OAuth.Clients.SectorDocument>(), p.Get<Http.WireJson>(),
            p.Get<Audit.AuditOrigin>()));
        services.AddInternal(p => new KeywrightMail(p.Get<Database.KeywrightDatabase>(), p.Get<Email.Outbox>()));
        services.AddInternal(p => new KeywrightSessions(
            p.Get<Database.KeywrightDatabase>(), p.Get<SignIn.PasswordSignIn>(), p.Get<Security.Revocations.Revocations>(),
            p.Get<Audit.AuditLog>(), p.Get<Audit.AuditOrigin>()));
        services.AddInternal(p => new KeywrightTokens(
            p.Get<Database.KeywrightDatabase>(), p.Get<PersonalTokens.MintToken>(), p.Get<Security.Revocations.Revocations>(),
            p.Get<Audit.AuditLog>(), p.Get<Audit.AuditOrigin>(), p.Get<TimeProvider>()));
        services.AddInternal(p => new KeywrightAudit(
            p.Get<Database.KeywrightDatabase>(), p.Get<Audit.AuditExport>(), p.Get<Audit.Sealing.VerifyAudit>()));
        services.AddInternal(p => new KeywrightKeys(
            p.Get<Database.KeywrightDatabase>(), p.Get<SigningKeys.RotateSigningKeys>(), p.Get<Audit.AuditOrigin>()));
        return services;
    }

    private static void AddInternal<T>(this IServiceCollection services, Func<IServiceProvider, T> create)
        where T : class => services.AddSingleton(create);

    private static T Get<T>(this IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
