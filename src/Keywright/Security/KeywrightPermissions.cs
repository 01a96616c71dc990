namespace Keywright.Security;

/// <summary>
/// The permissions of administration, which are also the abilities that a token needs for it. <c>keywright:users:*</c> covers all that
/// begin so; <c>*</c> covers none of them.
/// </summary>
public static class KeywrightPermissions
{
    /// <summary>All of administration: the permission of the role <c>admin</c>.</summary>
    public const string Everything = "keywright:*";

    /// <summary>See users.</summary>
    public const string UsersRead = "keywright:users:read";

    /// <summary>Make, change, verify and erase users.</summary>
    public const string UsersWrite = "keywright:users:write";

    /// <summary>Close and open sign-in of a user.</summary>
    public const string UsersLock = "keywright:users:lock";

    /// <summary>Suspend and activate users.</summary>
    public const string UsersSuspend = "keywright:users:suspend";

    /// <summary>Ban users, and activate banned ones.</summary>
    public const string UsersBan = "keywright:users:ban";

    /// <summary>See roles.</summary>
    public const string RolesRead = "keywright:roles:read";

    /// <summary>Make, change and delete roles.</summary>
    public const string RolesWrite = "keywright:roles:write";

    /// <summary>Give roles to users and take them away.</summary>
    public const string RolesGrant = "keywright:roles:grant";

    /// <summary>See the sessions of all users.</summary>
    public const string SessionsRead = "keywright:sessions:read";

    /// <summary>End sessions of users.</summary>
    public const string SessionsWrite = "keywright:sessions:write";

    /// <summary>See the personal access tokens of all users and service accounts.</summary>
    public const string TokensRead = "keywright:tokens:read";

    /// <summary>Revoke personal access tokens.</summary>
    public const string TokensWrite = "keywright:tokens:write";

    /// <summary>See service accounts.</summary>
    public const string ServiceAccountsRead = "keywright:service-accounts:read";

    /// <summary>Make, change and delete service accounts and their tokens.</summary>
    public const string ServiceAccountsWrite = "keywright:service-accounts:write";

    /// <summary>See OAuth clients.</summary>
    public const string ClientsRead = "keywright:clients:read";

    /// <summary>Make, change and delete OAuth clients and their secrets.</summary>
    public const string ClientsWrite = "keywright:clients:write";

    /// <summary>Register OAuth clients at <c>/oauth/register</c>, where that is not open to everybody.</summary>
    public const string ClientsRegister = "keywright:clients:register";

    /// <summary>Read the audit log.</summary>
    public const string AuditRead = "keywright:audit:read";

    /// <summary>See counts of users, sessions, tokens and sign-ins.</summary>
    public const string StatsRead = "keywright:stats:read";

    /// <summary>See the keys that tokens are signed with.</summary>
    public const string KeysRead = "keywright:keys:read";

    /// <summary>Rotate the keys that tokens are signed with.</summary>
    public const string KeysWrite = "keywright:keys:write";

    /// <summary>See how the database's migrations stand.</summary>
    public const string MigrationsRead = "keywright:migrations:read";
}
