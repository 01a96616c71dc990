using Keywright.Database;
using Keywright.Security;
using Keywright.Users;
using Microsoft.AspNetCore.Identity;

namespace Keywright.Passkeys;

/// <summary>
/// Our users as the framework's passkey code looks them up. It only reads: what a ceremony changes is written by the use case, in a
/// transaction of its own.
/// </summary>
internal sealed class PasskeyUsers(KeywrightDatabase database) : IUserPasskeyStore<User>
{
    public async Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id)
            ? await database.ReadOne(tx => UserStore.Find(tx, new UserId(id)), cancellationToken)
            : null;

    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(HandleOf(user.Id));

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult(NameOf(user));

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(User user, CancellationToken cancellationToken) =>
        [.. (await database.ReadOne(tx => PasskeyStore.List(tx, user.Id), cancellationToken)).Select(passkey => passkey.ToInfo())];

    public async Task<User?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await database.Read(
            async tx => await PasskeyStore.Find(tx, credentialId) is { } passkey ? await UserStore.Find(tx, passkey.UserId) : null,
            cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) =>
        await database.ReadOne(tx => PasskeyStore.Find(tx, credentialId), cancellationToken) is { } passkey && passkey.UserId == user.Id
            ? passkey.ToInfo()
            : null;

    /// <summary>WebAuthn's user handle: says nothing of the person.</summary>
    public static string HandleOf(UserId user) => user.ToString();

    public static string? NameOf(User user) => user.Email ?? user.Username;

    public Task AddOrUpdatePasskeyAsync(User user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => ReadOnly();

    public Task RemovePasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) => ReadOnly();

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) => ReadOnly();

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) => ReadOnly();

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Username);

    public Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<User?>(null);

    public Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is held.
    }

    private static Task ReadOnly() => throw new NotSupportedException("The framework's passkey code does not write here.");
}
