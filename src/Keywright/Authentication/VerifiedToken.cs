using System.Security.Claims;
using Keywright.Http;

namespace Keywright.Authentication;

/// <summary>A credential that was looked up and found good, with what every request of it shares.</summary>
internal sealed class VerifiedToken
{
    public VerifiedToken(Credential credential, DateTimeOffset? expiresAt, long epoch, long lookedUpAt)
    {
        Credential = credential;
        Epoch = epoch;
        LookedUpAt = lookedUpAt;
        ExpiresAtTicks = expiresAt?.UtcTicks ?? long.MaxValue;
        Subject = credential.SessionId?.Value ?? credential.TokenId!.Value.Value;
        Known = new CallerOutcome.Known(new Caller(
            credential.Kind, credential.UserId, credential.SessionId, credential.TokenId, credential.Abilities)
        {
            Permissions = credential.Permissions,
            IsServiceAccount = credential.IsServiceAccount,
            ByPasskey = credential.ByPasskey,
        });
        Claims = CallerClaims.Of(credential);
        LastNoted = credential.LastUsedAt?.UtcTicks ?? 0;
    }

    public Credential Credential { get; }

    /// <summary>The outcome every hit answers with.</summary>
    public CallerOutcome.Known Known { get; }

    public Claim[] Claims { get; }

    /// <summary>The id of the session or token, for revocations.</summary>
    public Guid Subject { get; }

    public long Epoch { get; }

    /// <summary>When the look-up began: a timestamp of the clock.</summary>
    public long LookedUpAt { get; }

    public long ExpiresAtTicks { get; }

    /// <summary>UTC ticks of the last use that was handed on for writing.</summary>
    public long LastNoted;
}
