using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Roles;
using Keywright.Security.Keys;
using Keywright.Security.PasswordHash;
using Keywright.Users;
using Microsoft.Extensions.Hosting;

namespace Keywright.Maintenance;

/// <summary>
/// What must be true before the first request: the schema is current, the master key is the database's, its hashes can be verified.
/// </summary>
internal sealed class Startup(
    KeywrightDatabase database, MigrationOptions options, KeywrightMigrations migrations, SchemaCheck schema, MasterKey key,
    RequireTwoFactor twoFactor)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Automatic)
        {
            _ = await migrations.UpAsync(cancellationToken);
        }
        else
        {
            await migrations.WaitUntilCurrent(cancellationToken);
        }

        await schema.Run(cancellationToken);
        await MasterKeyClaim.Check(database, key, cancellationToken);
        await twoFactor.Run(cancellationToken);
        if (!PasswordHasher.HasArgon2 && await database.ReadOne(tx => UserStore.AnyArgon2(tx), cancellationToken))
        {
            throw new MasterKeyException(
                "The database holds Argon2id password hashes, and libsodium can't be loaded to verify them: "
                + "install libsodium23 (or libsodium).");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
