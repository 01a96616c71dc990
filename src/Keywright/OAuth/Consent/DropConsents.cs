using Keywright.Authentication;
using Keywright.Database;
using Keywright.OAuth.Authorize;
using Keywright.Security;

namespace Keywright.OAuth.Consent;

/// <summary>
/// What was allowed before somebody proved the mailbox may have been allowed by another, who registered the address and waited: it is
/// forgotten with that one's credentials. So it is with a person who is erased.
/// </summary>
internal sealed class DropConsents : ICredentials
{
    public async ValueTask Drop(Tx tx, UserId user)
    {
        _ = await OAuthConsentStore.DeleteAll(tx, user);
        _ = await OAuthCodeStore.DeleteAll(tx, user);
    }
}
