using Keywright.Account;
using Keywright.Administration;
using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Email;
using Keywright.External;
using Keywright.ExternalSignIn;
using Keywright.Http;
using Keywright.Http.OpenApi;
using Keywright.Letters;
using Keywright.Maintenance;
using Keywright.Maintenance.Transfer;
using Keywright.OAuth;
using Keywright.OAuth.Dpop;
using Keywright.Pages;
using Keywright.Passkeys;
using Keywright.Passwords;
using Keywright.PersonalTokens;
using Keywright.Roles;
using Keywright.Security.Keys;
using Keywright.Security.PasswordHash;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.ServiceAccounts;
using Keywright.Sessions;
using Keywright.Sessions.Risk;
using Keywright.SigningKeys;
using Keywright.SignIn;
using Keywright.SignUp;
using Keywright.TwoFactor;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Keywright;

/// <summary>Puts Keywright into an application: the table of contents, a line a feature.</summary>
public static class KeywrightExtensions
{
    private const string Section = "Keywright";

    /// <summary>
    /// Adds Keywright: its services, the authentication scheme <c>Keywright</c> (the default where the application has no other) and the
    /// authorization of <c>RequireAbility</c>. Settings come from the section <c>Keywright</c>, then from <paramref name="configure"/>.
    /// They are checked at start, all at once (<see cref="Configuration.ConfigurationException"/>).
    /// </summary>
    public static IServiceCollection AddKeywright(this IServiceCollection services, Action<KeywrightOptions>? configure = null) =>
        services.AddKeywright(provider => OptionsReader.ReadOrThrow(
            provider.GetRequiredService<IConfiguration>().GetSection(Section), configure));

    /// <summary>Maps every feature of the API under <c>RoutePrefix</c>.</summary>
    public static IEndpointRouteBuilder MapKeywright(this IEndpointRouteBuilder endpoints) => endpoints
        .MapKeywrightSignUp()
        .MapKeywrightSignIn()
        .MapKeywrightAccount()
        .MapKeywrightPasswords()
        .MapKeywrightTwoFactor()
        .MapKeywrightPasskeys()
        .MapKeywrightExternal()
        .MapKeywrightSessions()
        .MapKeywrightPersonalTokens()
        .MapKeywrightPermissions()
        .MapKeywrightActivity()
        .MapKeywrightKeySet()
        .MapKeywrightOAuth()
        .MapKeywrightAdministration();

    /// <summary>Maps registration.</summary>
    public static IEndpointRouteBuilder MapKeywrightSignUp(this IEndpointRouteBuilder endpoints) => endpoints.Map(api => api.MapSignUp());

    /// <summary>Maps sign-in, refresh, sign-out and the XSRF cookie.</summary>
    public static IEndpointRouteBuilder MapKeywrightSignIn(this IEndpointRouteBuilder endpoints) => endpoints.Map(api => api.MapSignIn());

    /// <summary>Maps the signed-in user's own account.</summary>
    public static IEndpointRouteBuilder MapKeywrightAccount(this IEndpointRouteBuilder endpoints) => endpoints.Map(api => api.MapAccount());

    /// <summary>Maps password changes and confirmations.</summary>
    public static IEndpointRouteBuilder MapKeywrightPasswords(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapPasswords());

    /// <summary>Maps setting up a second factor; answering with it is part of signing in.</summary>
    public static IEndpointRouteBuilder MapKeywrightTwoFactor(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapTwoFactor());

    /// <summary>Maps the user's passkeys, and <c>/.well-known/webauthn</c> where other sites share them.</summary>
    public static IEndpointRouteBuilder MapKeywrightPasskeys(this IEndpointRouteBuilder endpoints)
    {
        _ = endpoints.Map(api => api.MapPasskeys());
        PasskeyEndpoints.MapRelatedOrigins(endpoints);
        return endpoints;
    }

    /// <summary>Maps signing in with accounts at providers, and linking them.</summary>
    public static IEndpointRouteBuilder MapKeywrightExternal(this IEndpointRouteBuilder endpoints) => endpoints.Map(api =>
    {
        api.MapExternalSignIn();
        api.MapExternalAccounts();
    });

    /// <summary>Maps the list of the user's sessions and what can be done to them.</summary>
    public static IEndpointRouteBuilder MapKeywrightSessions(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapSessions());

    /// <summary>Maps personal access tokens.</summary>
    public static IEndpointRouteBuilder MapKeywrightPersonalTokens(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapPersonalTokens());

    /// <summary>Maps the question which permissions the caller has.</summary>
    public static IEndpointRouteBuilder MapKeywrightPermissions(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapPermissions());

    /// <summary>Maps the signed-in user's own part of the audit log.</summary>
    public static IEndpointRouteBuilder MapKeywrightActivity(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapActivity());

    /// <summary>Maps <c>/.well-known/jwks.json</c>, the public keys that tokens are verified with.</summary>
    public static IEndpointRouteBuilder MapKeywrightKeySet(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        KeySetEndpoint.Map(endpoints);
        return endpoints;
    }

    /// <summary>Maps the OAuth 2.1 and OpenID Connect server: <c>/oauth/…</c>, its discovery, and the pages of consent.</summary>
    public static IEndpointRouteBuilder MapKeywrightOAuth(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapOAuth(endpoints.ServiceProvider.GetRequiredService<OAuthSettings>()));

    /// <summary>Maps administration under <c>AdminPrefix</c>.</summary>
    public static IEndpointRouteBuilder MapKeywrightAdministration(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapAdministration());

    /// <summary>
    /// Maps the pages that people sign in and out on, under <c>Pages:Prefix</c>. A page of the application's own with the same path is
    /// shown instead.
    /// </summary>
    public static IEndpointRouteBuilder MapKeywrightPages(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(api => api.MapPages(endpoints.ServiceProvider.GetRequiredService<PageSettings>()));

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static IEndpointRouteBuilder MapKeywrightHealth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        HealthEndpoints.Map(endpoints);
        return endpoints;
    }

    /// <summary>Maps <c>/openapi/v1.json</c>, the description of the features that are mapped.</summary>
    public static IEndpointRouteBuilder MapKeywrightOpenApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        _ = endpoints.MapOpenApi();
        return endpoints;
    }

    /// <summary>For a caller that has its own way to the options: the server.</summary>
    internal static IServiceCollection AddKeywright(this IServiceCollection services, Func<IServiceProvider, KeywrightOptions> options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options).AddOptionParts().AddKernel().AddKeywrightHttp().AddFeatures().AddMaintenance();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, KeywrightHandler>(KeywrightDefaults.AuthenticationScheme, null);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, AbilityHandler>().AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.PostConfigure<AuthenticationOptions>(DefaultScheme.Choose);
        return services;
    }

    private static IEndpointRouteBuilder Map(this IEndpointRouteBuilder endpoints, Action<KeywrightRoutes> map)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<KeywrightOptions>() is null)
        {
            throw new InvalidOperationException("Call builder.Services.AddKeywright() before app.MapKeywright().");
        }

        map(KeywrightRoutes.On(endpoints));
        return endpoints;
    }

    /// <summary>Each class gets the options of its own folder, not the tree.</summary>
    private static IServiceCollection AddOptionParts(this IServiceCollection services)
    {
        services.AddPart(options => HttpSettingsOf.Options(options)).AddPart(options => options.RateLimiting);
        services.AddPart(options => options.Sessions).AddPart(options => options.PersonalTokens).AddPart(options => options.Registration);
        services.AddPart(options => options.Passwords).AddPart(options => options.Keys).AddPart(options => options.Lockout);
        services.AddPart(options => options.Risk);
        services.AddPart(options => new TwoFactorRule(options.TwoFactor.Enabled, [.. options.TwoFactor.RequiredForRoles.Distinct()]));
        services.AddPart(options => options.Maintenance).AddPart(options => options.TwoFactor).AddPart(PasskeySiteOf.Options);
        services.AddPart(ExternalSettingsOf.Options).AddPart(PageSettingsOf.Options);
        services.AddPart(options => options.OAuth).AddPart(OAuthSettingsOf.Options)
            .AddPart(options => new DpopSettings(options.OAuth.DpopNonces));
        services.AddPart(options => options.Audit).AddPart(options => options.Alerts);
        services.AddPart(options => options.Migrations).AddPart(DatabaseSettingsOf.Options);
        services.AddPart(options => options.Email).AddPart(MailRules.Settings).AddPart(MailRules.Links).AddPart(MailRules.Verification);
        return services.AddPart(options => new CredentialSettings(
            options.TokenHeader, options.TokenScheme, options.SessionGuard, options.Sessions.Strict));
    }

    private static IServiceCollection AddPart<T>(this IServiceCollection services, Func<KeywrightOptions, T> part)
        where T : class => services.AddSingleton(provider => part(provider.GetRequiredService<KeywrightOptions>()));

    private static IServiceCollection AddKernel(this IServiceCollection services) => services
        .AddSingleton(provider => OpenDatabase.From(
            provider.GetRequiredService<DatabaseSettings>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(provider => MasterKeyOf.Options(provider.GetRequiredService<KeywrightOptions>()))
        .AddSingleton(provider => HttpKeysOf.MasterKey(provider.GetRequiredService<MasterKey>()))
        .AddSingleton(provider => new KeywrightMigrations(OpenDatabase.Migrator(
            provider.GetRequiredService<KeywrightDatabase>(), provider.GetRequiredService<DatabaseSettings>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()),
            provider.GetRequiredService<BackupFirst>()))
        .AddSingleton(provider => new KeywrightSchema(
            provider.GetRequiredService<KeywrightDatabase>(), provider.GetRequiredService<DatabaseSettings>().Schema))
        .AddSingleton(new WireJson(KeywrightJson.Default))
        .AddSingleton<IdentifierHash>().AddSingleton<RefreshTokens>()
        .AddSingleton<PasswordHasher>()
        .AddSingleton(provider => PasswordPolicyOf.Options(provider.GetRequiredService<KeywrightOptions>()))
        .AddSingleton<Revocations>();

    private static IServiceCollection AddFeatures(this IServiceCollection services)
    {
        return services
            .AddEmail().AddAudit()
            .AddSingleton<Notices>().AddSingleton<SendVerification>().AddSingleton<SendPasswordReset>().AddSingleton<MailedDevice>()
            .AddSingleton<VerificationProofs>().AddSingleton<RegisterByMail>()
            .AddSingleton<VerifiedTokens>().AddSingleton<LastUsed>().AddSingleton<Authenticator>()
            .AddSingleton<ICallers>(provider => provider.GetRequiredService<Authenticator>())
            .AddSingleton<IConfirmations, Confirmations>().AddSingleton<SessionCookies>().AddSingleton<EndAccess>()
            .AddSingleton<CurrentPassword>().AddSingleton<RotateSession>().AddSingleton<MintToken>()
            .AddSingleton<ChangeRoles>().AddSingleton<RequireTwoFactor>().AddSingleton<ChangeServiceAccounts>()
            .AddTwoFactor().AddPasskeys().AddSingleton<FactorThrottle>().AddSingleton<SecondFactor>().AddSingleton<AssessRisk>()
            .AddSingleton<SignInAttempts>().AddSingleton<PasswordSignIn>().AddSingleton<StartSession>().AddSingleton<AddUser>()
            .AddExternal().AddSingleton<CompleteExternal>().AddSingleton<ExternalUsers>()
            .AddSigningKeys().AddPages().AddOAuth().AddAdministration().AddTransfer();
    }
}
