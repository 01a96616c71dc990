using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.OAuth;
using Keywright.OAuth.Grants;
using Keywright.Sessions;

namespace Keywright.Maintenance;

/// <summary>Erases the encrypted successors of refresh tokens whose grace is over. Every node may: the second one finds nothing.</summary>
internal sealed class EraseSuccessors(KeywrightDatabase database, SessionOptions sessions, OAuthOptions clients) : IPeriodicWork
{
    public string Name => "refresh-grace";

    public TimeSpan Every => TimeSpan.FromSeconds(5);

    public bool OnOneNode => false;

    public async Task Run(CancellationToken ct)
    {
        if (await database.ReadOne(tx => SessionStore.HasSuccessors(tx, tx.Now - sessions.RefreshGrace), ct))
        {
            _ = await database.Write(tx => SessionStore.EraseSuccessors(tx, tx.Now - sessions.RefreshGrace), ct);
        }

        if (await database.ReadOne(tx => OAuthGrantStore.HasSuccessors(tx, tx.Now - clients.RefreshGrace), ct))
        {
            _ = await database.Write(tx => OAuthGrantStore.EraseSuccessors(tx, tx.Now - clients.RefreshGrace), ct);
        }
    }
}
