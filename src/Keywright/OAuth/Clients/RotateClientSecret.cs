using Keywright.Audit;
using Keywright.Database;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Clients;

/// <summary>Gives a client a new secret, and time to learn it.</summary>
internal sealed class RotateClientSecret(Revocations revocations, AuditLog audit)
{
    /// <summary>How long the secret before works on, unless somebody says otherwise.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>The longest that two secrets work beside each other.</summary>
    public static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    /// <summary>Null when the client is gone, or proves who it is in another way.</summary>
    /// <param name="keep">How long the secret before works on; zero when it is in the wrong hands.</param>
    public async ValueTask<(OAuthClient Client, SecretToken Secret)?> Rotate(
        Tx tx, AuditOrigin origin, OAuthClient client, TimeSpan keep)
    {
        var secret = SecretToken.New(TokenKind.ClientSecret);
        DateTimeOffset? until = keep > TimeSpan.Zero ? tx.Now + keep : null;
        if (await OAuthClientStore.SetSecret(tx, revocations, client.Id, secret.Hash, until) is not { } changed)
        {
            return null;
        }

        await audit.Add(tx, origin, ClientEvents.SecretRotated(changed));
        return (changed, secret);
    }
}
