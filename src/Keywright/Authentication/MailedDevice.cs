using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Sessions;

namespace Keywright.Authentication;

/// <summary>
/// Makes the browser in which a mailed link was opened a known device: it gets a lane for guesses of its own, so nobody can keep the owner
/// out by locking the one that strangers share (OWASP ASVS 5.0, 6.1.1).
/// </summary>
internal sealed class MailedDevice(SessionCookies cookies)
{
    // Long enough to sign in, which makes it last.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static async ValueTask<SecretToken> Open(Tx tx, UserId user)
    {
        var token = SecretToken.New(TokenKind.Device);
        _ = await DeviceStore.Add(tx, tx.NewId<DeviceId>(), user, token.Hash, null, tx.Now + Lifetime);
        return token;
    }

    public void Deliver(HttpContext context, SecretToken token) => cookies.SetDevice(context, token.Reveal(), Lifetime);
}
