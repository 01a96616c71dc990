using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.TwoFactor;

/// <summary>App, recovery codes and the trust in devices: all that makes a second factor.</summary>
internal sealed class TwoFactorCredentials : ICredentials
{
    public async ValueTask Drop(Tx tx, UserId user)
    {
        _ = await UserStore.SetTwoFactor(tx, user, null);
        _ = await TotpStore.Delete(tx, user);
        _ = await RecoveryCodeStore.Delete(tx, user);
        _ = await ChallengeStore.DeleteAll(tx, user);
        _ = await DeviceStore.Untrust(tx, user);
    }
}
