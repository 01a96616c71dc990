using Keywright.Administration.Api;
using Keywright.Audit;
using Keywright.Http;
using Keywright.Maintenance;
using Keywright.PersonalTokens;
using Keywright.Security;

namespace Keywright.Administration;

/// <summary>
/// Administration. Every route demands its permission, of a session as of a token; what the other may hold is held against the caller in
/// <see cref="Administer"/>.
/// </summary>
internal static class AdministrationEndpoints
{
    public static void MapAdministration(this KeywrightRoutes api)
    {
        MapUsers(api.Admin);
        MapRoles(api.Admin);
        MapCredentials(api.Admin);
        MapServiceAccounts(api.Admin);
        MapClients(api.Admin);
        api.Admin.MapAuditAdministration();
        _ = api.Admin.Get<ShowStats>("/stats").Permission(KeywrightPermissions.StatsRead).Answer<StatsView>(200);
        _ = api.Admin.Get<ListMigrations>("/migrations").Permission(KeywrightPermissions.MigrationsRead)
            .Answer<Listing<KeywrightMigration>>(200);
        _ = api.Admin.Get<ListKeys>("/keys").Permission(KeywrightPermissions.KeysRead).Answer<Listing<KeywrightKey>>(200);
        _ = api.Admin.Post<RotateKeys, RotateKeys.Request>("/keys/rotate").OptionalBody().Permission(KeywrightPermissions.KeysWrite)
            .Answer<KeywrightKey>(200);
    }

    private static void MapUsers(KeywrightRoutes admin)
    {
        _ = admin.Get<ListUsers>("/users").Permission(KeywrightPermissions.UsersRead)
            .Query("q", "status", "role", "limit", "cursor").Answer<Listing<AdministeredUser>>(200);
        _ = admin.Post<MakeUser, MakeUser.Request>("/users").Permission(KeywrightPermissions.UsersWrite).Answer<AdministeredUser>(201);
        _ = admin.Get<ShowUser>("/users/{id}").Permission(KeywrightPermissions.UsersRead).Answer<AdministeredUser>(200);
        _ = admin.Patch<UpdateUser, UpdateUser.Request>("/users/{id}").Permission(KeywrightPermissions.UsersWrite)
            .Answer<AdministeredUser>(200);
        _ = admin.Delete<DeleteUser>("/users/{id}").Permission(KeywrightPermissions.UsersWrite).Answer(204);
        _ = admin.Post<LockUser, LockUser.Request>("/users/{id}/lock").Permission(KeywrightPermissions.UsersLock)
            .Answer<AdministeredUser>(200);
        _ = admin.Post<UnlockUser>("/users/{id}/unlock").Permission(KeywrightPermissions.UsersLock).Answer<AdministeredUser>(200);
        _ = admin.Post<SuspendUser>("/users/{id}/suspend").Permission(KeywrightPermissions.UsersSuspend).Answer<AdministeredUser>(200);
        _ = admin.Post<ActivateUser>("/users/{id}/activate").Permission(KeywrightPermissions.UsersSuspend).Answer<AdministeredUser>(200);
        _ = admin.Post<BanUser>("/users/{id}/ban").Permission(KeywrightPermissions.UsersBan).Answer<AdministeredUser>(200);
        _ = admin.Post<ResetTwoFactor>("/users/{id}/reset-two-factor").Permission(KeywrightPermissions.UsersWrite)
            .Answer<AdministeredUser>(200);
        _ = admin.Post<SendUserPasswordReset>("/users/{id}/send-password-reset").Permission(KeywrightPermissions.UsersWrite)
            .Answer<AdministeredUser>(200);
        _ = admin.Post<VerifyUserEmail>("/users/{id}/verify-email").Permission(KeywrightPermissions.UsersWrite)
            .Answer<AdministeredUser>(200);
    }

    private static void MapRoles(KeywrightRoutes admin)
    {
        _ = admin.Put<GrantRole>("/users/{id}/roles/{role}").Permission(KeywrightPermissions.RolesGrant).Answer(204);
        _ = admin.Delete<RevokeRole>("/users/{id}/roles/{role}").Permission(KeywrightPermissions.RolesGrant).Answer(204);
        _ = admin.Get<ListRoles>("/roles").Permission(KeywrightPermissions.RolesRead).Query("limit", "cursor")
            .Answer<Listing<RoleView>>(200);
        _ = admin.Post<AddRole, AddRole.Request>("/roles").Permission(KeywrightPermissions.RolesWrite).Answer<RoleView>(201);
        _ = admin.Get<ShowRole>("/roles/{role}").Permission(KeywrightPermissions.RolesRead).Answer<RoleView>(200);
        _ = admin.Patch<UpdateRole, UpdateRole.Request>("/roles/{role}").Permission(KeywrightPermissions.RolesWrite).Answer<RoleView>(200);
        _ = admin.Delete<DeleteRole>("/roles/{role}").Permission(KeywrightPermissions.RolesWrite).Answer(204);
    }

    private static void MapCredentials(KeywrightRoutes admin)
    {
        foreach (var path in new[] { "/sessions", "/users/{id}/sessions" })
        {
            _ = admin.Get<ListAllSessions>(path).Permission(KeywrightPermissions.SessionsRead).Query("limit", "cursor")
                .Answer<Listing<AdministeredSession>>(200);
        }

        foreach (var path in new[] { "/tokens", "/users/{id}/tokens" })
        {
            _ = admin.Get<ListAllTokens>(path).Permission(KeywrightPermissions.TokensRead).Query("limit", "cursor")
                .Answer<Listing<AdministeredToken>>(200);
        }

        _ = admin.Delete<EndUserSessions>("/users/{id}/sessions").Permission(KeywrightPermissions.SessionsWrite).Answer(204);
        _ = admin.Delete<EndAnySession>("/sessions/{id}").Permission(KeywrightPermissions.SessionsWrite).Answer(204);
        _ = admin.Delete<RevokeAnyToken>("/tokens/{id}").Permission(KeywrightPermissions.TokensWrite).Answer(204);
    }

    private static void MapServiceAccounts(KeywrightRoutes admin)
    {
        const string One = "/service-accounts/{id}";
        const string Write = KeywrightPermissions.ServiceAccountsWrite;
        _ = admin.Get<ListServiceAccounts>("/service-accounts").Permission(KeywrightPermissions.ServiceAccountsRead)
            .Query("limit", "cursor").Answer<Listing<ServiceAccountView>>(200);
        _ = admin.Post<AddServiceAccount, AddServiceAccount.Request>("/service-accounts").Permission(Write).Answer<ServiceAccountView>(201);
        _ = admin.Get<ShowServiceAccount>(One).Permission(KeywrightPermissions.ServiceAccountsRead).Answer<ServiceAccountView>(200);
        _ = admin.Patch<UpdateServiceAccount, UpdateServiceAccount.Request>(One).Permission(Write).Answer<ServiceAccountView>(200);
        _ = admin.Delete<DeleteServiceAccount>(One).Permission(Write).Answer(204);
        _ = admin.Get<ListServiceAccountTokens>(One + "/tokens").Permission(KeywrightPermissions.ServiceAccountsRead)
            .Query("limit", "cursor").Answer<Listing<PersonalTokenView>>(200);

        // A token can't mint tokens: only a session can (OWASP ASVS 5.0, 8.2.1).
        _ = admin.Post<CreateServiceAccountToken, CreateToken.Request>(One + "/tokens").PasswordConfirmed().Permission(Write)
            .Answer<CreateToken.Created>(201);
    }

    private static void MapClients(KeywrightRoutes admin)
    {
        const string One = "/clients/{id}";
        const string Write = KeywrightPermissions.ClientsWrite;
        _ = admin.Get<ListClients>("/clients").Permission(KeywrightPermissions.ClientsRead).Query("limit", "cursor")
            .Answer<Listing<ClientView>>(200);
        _ = admin.Get<ShowClient>(One).Permission(KeywrightPermissions.ClientsRead).Answer<ClientView>(200);
        _ = admin.Delete<DeleteClient>(One).Permission(Write).Answer(204);

        // A token can't mint secrets, nor say which keys and addresses a client is trusted by: only a session can.
        _ = admin.Post<AddClient, ClientRequest>("/clients").PasswordConfirmed().Permission(Write).Answer<ClientView>(201);
        _ = admin.Patch<UpdateClient, ClientRequest>(One).PasswordConfirmed().Permission(Write).Answer<ClientView>(200);
        _ = admin.Post<RotateSecret, RotateSecret.Request>(One + "/rotate-secret").OptionalBody().PasswordConfirmed().Permission(Write)
            .Answer<ClientView>(200);
    }
}
