using Keywright.Audit;
using Keywright.Database;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Clients;

/// <summary>Makes a client that <see cref="ClientWish"/> let pass: the HTTP API, the command line and the code API share it.</summary>
internal sealed class RegisterClient(AuditLog audit)
{
    /// <summary>The client, and its secret where it uses one; null when there is one of this client_id.</summary>
    public async ValueTask<(OAuthClient Client, SecretToken? Secret)?> Add(Tx tx, AuditOrigin origin, OAuthClient wish)
    {
        var secret = wish.UsesSecret ? SecretToken.New(TokenKind.ClientSecret) : null;
        if (!await OAuthClientStore.Add(tx, wish with { SecretHash = secret?.Hash }))
        {
            return null;
        }

        var client = (await OAuthClientStore.Find(tx, wish.Id))!;
        await audit.Add(tx, origin, ClientEvents.Created(client));
        return (client, secret);
    }
}
