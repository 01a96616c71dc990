using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Security.PasswordHash;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>
/// Users, from the application's own code. Every change is audited and felt by live sessions and tokens at their next request.
/// </summary>
public sealed partial class KeywrightUsers
{
    private readonly KeywrightDatabase _database;
    private readonly CreateUser _create;
    private readonly PasswordPolicy _policy;
    private readonly PasswordHasher _hasher;
    private readonly EndAccess _endAccess;
    private readonly UserActs _acts;
    private readonly UserMail _mail;
    private readonly AuditLog _audit;
    private readonly AuditOrigin _origin;

    internal KeywrightUsers(
        KeywrightDatabase database, CreateUser create, PasswordPolicy policy, PasswordHasher hasher, EndAccess endAccess, UserActs acts,
        UserMail mail, AuditLog audit, AuditOrigin origin)
    {
        (_database, _create, _policy, _hasher) = (database, create, policy, hasher);
        (_endAccess, _acts, _mail, _audit, _origin) = (endAccess, acts, mail, audit, origin);
    }

    /// <summary>Makes a user, with the role <c>user</c> and those asked for. Of many with one address at once, one succeeds.</summary>
    public Task<CreateUserResult> CreateAsync(NewKeywrightUser user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _create.Run(user, _origin, cancellationToken);
    }

    /// <summary>The user, or null. A deleted one is found by id only.</summary>
    public Task<KeywrightUser?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        Show(tx => UserStore.Find(tx, new UserId(id)), cancellationToken);

    /// <summary>The user with this email address or username, whatever its case, or null.</summary>
    public Task<KeywrightUser?> FindAsync(string emailOrUsername, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(emailOrUsername);
        return Show(
            tx => emailOrUsername.Contains('@', StringComparison.Ordinal)
                ? UserStore.FindByEmail(tx, EmailAddress.NormalOf(emailOrUsername))
                : UserStore.FindByUsername(tx, emailOrUsername.ToLowerInvariant()),
            cancellationToken);
    }

    /// <summary>
    /// Up to <paramref name="limit"/> users by id after <paramref name="after"/>. <paramref name="search"/> is part of an email, username
    /// or name, or with a <c>*</c> at its end their beginning, which is faster among millions; <paramref name="status"/> one of active,
    /// inactive, suspended, banned, deleted (these only when asked for); <paramref name="role"/> the name of one.
    /// </summary>
    public async Task<IReadOnlyList<KeywrightUser>> ListAsync(
        string? search = null, string? status = null, Guid? after = null, int limit = 50, string? role = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        UserId? afterId = after is { } id ? new UserId(id) : null;
        UserStatus? wanted = status is null ? null : UserWords.Status(status);
        return await _database.Read(async tx =>
        {
            var found = role is null ? null : await RoleStore.Find(tx, role);
            if (role is not null && found is null)
            {
                return [];
            }

            var users = await UserStore.List(tx, afterId, limit, new UserSearch(search, wanted, found?.Id));
            var roles = await RoleStore.OfMany(tx, [.. users.Select(user => user.Id)]);
            return (List<KeywrightUser>)[.. users.Select(user => KeywrightUser.Of(user, roles[user.Id].Select(one => one.Name)))];
        }, cancellationToken);
    }

    /// <summary>Lets the user sign in and their sessions and tokens work again. Null when there is no such user.</summary>
    public Task<KeywrightUser?> ActivateAsync(Guid id, CancellationToken cancellationToken = default) =>
        SetStatus(id, UserStatus.Active, "user_activated", "Activate a user", cancellationToken);

    /// <summary>
    /// Stops the user's sessions and tokens at their next request, and sign-in, until activated. Null when there is no such user.
    /// </summary>
    public Task<KeywrightUser?> SuspendAsync(Guid id, CancellationToken cancellationToken = default) =>
        SetStatus(id, UserStatus.Suspended, "user_suspended", "Suspend a user", cancellationToken);

    /// <summary>
    /// Closes sign-in until <paramref name="until"/> (for good, when null) and ends the user's sessions. Personal access tokens go on
    /// working: suspend the user to stop these. Null when there is no such user.
    /// </summary>
    public Task<KeywrightUser?> LockAsync(
        Guid id, string? reason = null, DateTimeOffset? until = null, CancellationToken cancellationToken = default) =>
        Change(id, "user_locked", "Lock a user", tx => _acts.Lock(tx, new UserId(id), until, reason), cancellationToken);

    /// <summary>Like <see cref="SuspendAsync"/>, for good.</summary>
    public Task<KeywrightUser?> BanAsync(Guid id, CancellationToken cancellationToken = default) =>
        SetStatus(id, UserStatus.Banned, "user_banned", "Ban a user", cancellationToken);

    /// <summary>Opens sign-in again: an administrator's lock, and every lane of guesses. Null when there is no such user.</summary>
    public Task<KeywrightUser?> UnlockAsync(Guid id, CancellationToken cancellationToken = default) =>
        Change(id, "user_unlocked", "Unlock a user", tx => _acts.Unlock(tx, new UserId(id)), cancellationToken);

    /// <summary>
    /// Sets a password without knowing the old one; sessions and devices end. Null when all is done, else what is wrong with the password.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such user.</exception>
    public async Task<string?> SetPasswordAsync(Guid id, string password, CancellationToken cancellationToken = default)
    {
        var known = await _database.ReadOne(tx => UserStore.Find(tx, new UserId(id)), cancellationToken);
        if (known is null or { Status: UserStatus.Deleted })
        {
            throw new InvalidOperationException($"There is no user {id}.");
        }

        if (_policy.Refuse(password, known.Email, known.Username, known.Name) is { } reason)
        {
            return reason;
        }

        var hash = await _hasher.Hash(password, cancellationToken);
        _ = await Change(id, "password_set", "Set a user's password", async tx =>
        {
            _ = await UserStore.SetPassword(tx, known.Id, hash);
            await _endAccess.Everywhere(tx, known.Id, RevokedBy.Admin, keepTokens: true);
            await _acts.OpenLanes(tx, known);
            await _mail.PasswordChanged(tx, known);
            return await UserStore.Find(tx, known.Id);
        }, cancellationToken);
        return null;
    }

    /// <summary>
    /// Erases the person; sessions, devices and tokens end, address and username are free again. False when there is no such user.
    /// </summary>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken = default) =>
        await Change(id, "user_deleted", "Delete a user", tx => _acts.Erase(tx, new UserId(id)), cancellationToken) is not null;

    private Task<KeywrightUser?> SetStatus(Guid id, UserStatus status, string type, string action, CancellationToken ct) =>
        Change(id, type, action, tx => _acts.SetStatus(tx, new UserId(id), status), ct);

    private async Task<KeywrightUser?> Change(
        Guid id, string type, string action, Func<Tx, ValueTask<User?>> change, CancellationToken ct) => await _database.Write(async tx =>
    {
        if (await change(tx) is not { } user)
        {
            return null;
        }

        await _audit.Add(tx, _origin, new AuditEvent(type, AuditCategory.Admin, action)
        {
            UserId = user.Id,
            ResourceType = "user",
            ResourceId = id.ToString(),
            Severity = AuditSeverity.Warning,
        });
        return KeywrightUser.Of(user, (await RoleStore.Of(tx, user.Id)).Select(role => role.Name));
    }, ct);

    private async Task<KeywrightUser?> Show(Func<Tx, ValueTask<User?>> find, CancellationToken ct) => await _database.Read(async tx =>
        await find(tx) is { } user ? KeywrightUser.Of(user, (await RoleStore.Of(tx, user.Id)).Select(role => role.Name)) : null, ct);
}
