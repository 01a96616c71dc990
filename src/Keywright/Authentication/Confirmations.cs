using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Sessions;

namespace Keywright.Authentication;

/// <summary>Whether a session proved its password lately: read from the database each time, never cached.</summary>
internal sealed class Confirmations(KeywrightDatabase database) : IConfirmations
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public async ValueTask<bool> IsConfirmed(SessionId sessionId, CancellationToken ct) =>
        await database.ReadOne(async tx =>
            await SessionStore.PasswordConfirmedAt(tx, sessionId) is { } at && tx.Now - at < Window, ct);
}
