using Keywright.Security;

namespace Keywright.Http;

/// <summary>Knows whether the password was confirmed in a session within the last 15 minutes.</summary>
internal interface IConfirmations
{
    ValueTask<bool> IsConfirmed(SessionId sessionId, CancellationToken ct);
}
